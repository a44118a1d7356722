"""A shortlist by its link: what its readers see, how often, and until when."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from directory.choices import Audience
from experts.choices import EntryState
from experts.shortlists import actions
from experts.shortlists.models import ShareLink

from .conftest import SECRET_OF_CONTACTS, SECRET_OF_MEMBERS, SECRET_OF_SECRETARIAT

pytestmark = pytest.mark.django_db

FILES = ("csv", "xlsx", "json", "jsonld")


def shared(shortlist, **more):
    told = {"days": 7, "form": uuid.uuid4(), "by": shortlist.owner, **more}
    return actions.share_shortlist(shortlist, **told)


def everything(client, secret):
    """All a link shows, in every format, as one text."""
    from .test_taking_away import text_of

    addresses = [reverse(f"shortlists:{name}", args=[secret]) for name in ("shared", "shared_compare", "shared_cvs")]
    addresses.append(reverse("shortlists:shared_cvs_document", args=[secret]))
    addresses += [reverse("shortlists:shared_file", args=[secret, format]) for format in FILES]
    return "\n".join(text_of(client.get(address)) for address in addresses)


def test_a_link_is_shown_once_and_kept_as_a_digest(client, member, shortlist):
    client.force_login(member)
    form = str(uuid.uuid4())
    page = client.post(reverse("shortlists:share", args=[shortlist.pk]), {"days": "14", "form": form})
    link = ShareLink.objects.get()
    secret = page.context["address"].rstrip("/").rpartition("/")[2]
    assert secret in page.content.decode()
    assert secret not in str(ShareLink.objects.values())
    assert secret not in client.get(reverse("shortlists:share", args=[shortlist.pk])).content.decode()
    assert timedelta(days=13) < link.expires_at - timezone.now() <= timedelta(days=14)
    client.logout()
    assert client.get(page.context["address"]).status_code == 200


def test_a_form_sent_twice_makes_one_link(client, member, shortlist):
    client.force_login(member)
    values = {"days": "7", "form": str(uuid.uuid4())}
    address = reverse("shortlists:share", args=[shortlist.pk])
    first, second = (client.post(address, values).context["address"] for _ in range(2))
    assert ShareLink.objects.count() == 1
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200


def test_no_link_lasts_longer_than_ninety_days(client, member, shortlist):
    client.force_login(member)
    values = {"days": "365", "form": str(uuid.uuid4())}
    assert client.post(reverse("shortlists:share", args=[shortlist.pk]), values).status_code == 422
    with pytest.raises(ValueError, match="longest"):
        shared(shortlist, days=91)
    assert not ShareLink.objects.exists()


def test_readers_see_experts_as_their_own_audience_may_and_never_as_the_sharer(client, shortlist, member):
    """The sharer is an official contact, who sees more than members, who see more than visitors."""
    from tests.factories import DesignationFactory

    DesignationFactory(person=member.person, category__code="official-contact-point")
    _link, secret = shared(shortlist)
    for_visitors = everything(client, secret)
    assert "Ndoye" in for_visitors
    for hidden in (
        SECRET_OF_MEMBERS,
        SECRET_OF_CONTACTS,
        SECRET_OF_SECRETARIAT,
        "awa@example.org",
        "Nobody may know",
    ):
        assert hidden not in for_visitors
    for private in ("note-nobody-else-reads", "secret-purpose", "Not yet listed"):
        assert private not in for_visitors
    client.force_login(member)
    for_sharer = everything(client, secret)
    assert SECRET_OF_CONTACTS in for_sharer
    assert "Nobody may know" in for_sharer
    assert SECRET_OF_SECRETARIAT not in for_sharer
    assert "note-nobody-else-reads" not in for_sharer


def test_a_member_reads_what_members_may(client, shortlist):
    from tests.factories import PersonFactory, UserFactory

    reader = UserFactory()
    PersonFactory(user=reader)
    _link, secret = shared(shortlist)
    client.force_login(reader)
    read = everything(client, secret)
    assert SECRET_OF_MEMBERS in read
    assert SECRET_OF_CONTACTS not in read
    assert "Nobody may know" not in read


def test_the_page_says_who_shares_until_when_and_that_some_have_left(client, shortlist, expert):
    link, secret = shared(shortlist)
    page = client.get(reverse("shortlists:shared", args=[secret])).content.decode()
    assert "shared by Neema Barasa" in page
    assert str(link.expires_at.year) in page
    assert "Some experts of this list are not shown" in page
    expert.state = EntryState.WITHDRAWN
    expert.save()
    page = client.get(reverse("shortlists:shared", args=[secret])).content.decode()
    assert "Ndoye" not in page


def test_views_are_counted_but_not_those_of_the_sharer(client, member, shortlist):
    link, secret = shared(shortlist)
    address = reverse("shortlists:shared", args=[secret])
    client.get(address)
    client.head(address)
    client.get(address)
    client.force_login(member)
    client.get(address)
    link.refresh_from_db()
    assert link.views == 2


def test_a_link_ends_on_its_day_and_when_it_is_revoked(client, member, shortlist):
    _link, secret = shared(shortlist, days=7)
    link, revoked = shared(shortlist)
    client.force_login(member)
    for _twice in range(2):
        client.post(reverse("shortlists:revoke", args=[shortlist.pk, link.pk]))
    client.logout()
    assert client.get(reverse("shortlists:shared", args=[revoked])).status_code == 404
    assert client.get(reverse("shortlists:shared", args=[secret])).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        for name in ("shared", "shared_compare", "shared_cvs", "shared_cvs_document"):
            assert client.get(reverse(f"shortlists:{name}", args=[secret])).status_code == 404
    with time_machine.travel(timezone.now() + timedelta(days=120)):
        assert actions.forget_old_links() == 2


def test_answers_are_kept_by_nobody_and_tell_no_other_site_their_address(client, shortlist):
    _link, secret = shared(shortlist)
    response = client.get(reverse("shortlists:shared", args=[secret]))
    assert response["Referrer-Policy"] == "strict-origin"
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]


def test_who_is_no_member_keeps_lists_but_shares_none(client, applicant, expert):
    shortlist, _new = actions.add_expert(applicant, expert)
    client.force_login(applicant)
    assert client.get(shortlist.get_absolute_url()).status_code == 200
    assert client.get(reverse("shortlists:share", args=[shortlist.pk])).status_code == 403


def test_a_sharer_who_may_not_sign_in_any_more_shares_nothing(client, member, shortlist):
    _link, secret = shared(shortlist)
    member.is_active = False
    member.save()
    assert client.get(reverse("shortlists:shared", args=[secret])).status_code == 404
    assert Audience.EVERYONE == 0
