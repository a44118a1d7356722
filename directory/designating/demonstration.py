"""Authorities of the demonstration network, and one designation in each state that waits for somebody."""

from datetime import timedelta
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile

from directory.models import Category, Country, User

from . import actions, queries
from .models import Authority, PostSought, Submission

MISSION = "mission@example.org"
SECRETARIAT = "secretariat@example.org"
SOURCE = "Demonstration record"
LETTER = b"%PDF-1.4\n% Demonstration letter\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def make_designating(on):
    """Enter the authorities and what they submit, once."""
    mission = User.objects.filter(email=MISSION).first()
    kenya = Country.objects.filter(iso2="KE").first()
    if mission is None or kenya is None or Authority.objects.filter(signers=mission).exists():
        return
    secretariat = User.objects.get(email=SECRETARIAT)
    authority = actions.entitle_authority(
        by=secretariat,
        signers=[mission],
        country=kenya,
        kind="permanent-mission",
        name="Permanent Mission of Kenya in Geneva",
        source=SOURCE,
    )
    capacity = queries.Capacity(kenya, authority.kind, authority.name, authority)
    _submit(capacity, mission, on, "Wanjiku", "Mwangi", "official-contact-point")
    returned = _submit(capacity, mission, on, "Otieno", "Ouko", "rotterdam-designated-national-authority")
    actions.return_submission(returned, by=secretariat, reason="The letter names no scope of mandate: please add it.")


def _submit(capacity, by, on, given_name, family_name, code):
    email = f"{given_name}.{family_name}@ke.example".lower()
    submission = actions.begin_submission(
        capacity, by=by, given_name=given_name, family_name=family_name, email=email, position="Programme officer"
    )
    category = Category.objects.get(code=code)
    post = {"category": category, "is_primary": not queries.holders(capacity.country, category, on)}
    submission = actions.change_posts(
        submission, by=by, seen=0, starts_on=on + timedelta(days=30), ends_on=None, note="", posts=[post]
    )
    submission = actions.attach_letter(
        submission,
        by=by,
        seen=submission.version,
        upload=SimpleUploadedFile("Demonstration letter.pdf", BytesIO(LETTER).read()),
        letter_reference=SOURCE,
        letter_date=on - timedelta(days=3),
    )
    return actions.submit(submission, by=by, seen=submission.version)


def remove_designating():
    """Take out what was submitted for the demonstration, and the authorities entered for it."""
    authorities = Authority.objects.filter(source=SOURCE)
    submissions = Submission.objects.filter(authority__in=authorities)
    PostSought.objects.filter(submission__in=submissions).delete()
    submissions.delete()
    authorities.delete()
