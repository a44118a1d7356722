"""The people of the procedure of designation."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from directory.designating import actions
from directory.designating.queries import Capacity
from tests.factories import CategoryFactory, UserFactory
from tests.factories.designating import AuthorityFactory

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def letter(name="note verbale.pdf", content=PDF):
    return SimpleUploadedFile(name, BytesIO(content).read(), content_type="application/pdf")


@pytest.fixture
def mission(db):
    """Somebody of the permanent mission of Kenya, who may designate for it."""
    user = UserFactory(email="mission.kenya@example.org")
    AuthorityFactory(signers=[user])
    return user


@pytest.fixture
def capacity(mission):
    authority = mission.authorities.get()
    return Capacity(authority.country, authority.kind, authority.name, authority)


@pytest.fixture
def office(db):
    return CategoryFactory(code="national-focal-point")


@pytest.fixture
def complete(mission, capacity, office):
    """Makes a designation that lacks nothing; what is given differs."""

    def make(by=mission, succeeds=None, starts_on=None, posts=None, **person):
        person = {"given_name": "Achieng", "family_name": "Odera", "email": "achieng.odera@example.org", **person}
        submission = actions.begin_submission(capacity, by=by, **person)
        starts_on = starts_on or timezone.localdate() + timedelta(days=30)
        actions.change_posts(
            submission,
            by=by,
            seen=submission.version,
            starts_on=starts_on,
            ends_on=None,
            note="",
            posts=posts or [{"category": office, "succeeds": succeeds}],
        )
        submission.refresh_from_db()
        submission = actions.attach_letter(
            submission,
            by=by,
            seen=submission.version,
            upload=letter(),
            letter_reference="NV 12/2026",
            letter_date=date(2026, 1, 5),
        )
        submission.refresh_from_db()
        return submission

    return make


@pytest.fixture
def submitted(complete, mission):
    def make(**given):
        submission = complete(**given)
        return actions.submit(submission, by=mission, seen=submission.version)

    return make
