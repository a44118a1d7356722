"""Order in the forums, in the administration: for the Secretariat alone."""

import pytest
from django.urls import reverse

from forums.actions import join, start_thread
from forums.conduct.actions import decide, flag
from forums.conduct.choices import Act, Rule
from forums.conduct.models import Matter
from forums.translating.actions import offer
from tests.factories.conduct import BanFactory, WatchedWordFactory
from tests.factories.forums import GroupFactory

pytestmark = pytest.mark.django_db
PAGES = ("forum_matters", "forum_bans", "forum_words", "forum_decisions", "forum_translations")


@pytest.fixture
def thread(member, focal_point):
    group = GroupFactory(name_en="Obsolete stockpiles")
    join(group, user=member)
    thread = start_thread(group, by=member, title="Old transformers", text="Rude words")
    flag(thread.posts.get(), by=focal_point, rule=Rule.CIVILITY)
    return thread


def test_the_secretariat_sees_what_waits_and_nobody_else(client, thread, secretariat, member):
    client.force_login(secretariat)
    shown = {page: client.get(reverse(page)) for page in PAGES}
    assert {page: answer.status_code for page, answer in shown.items()} == dict.fromkeys(PAGES, 200)
    assert Matter.objects.get().get_absolute_url() in shown["forum_matters"].content.decode()
    client.force_login(member)
    assert {client.get(reverse(page)).status_code for page in PAGES} <= {302, 403, 404}


def test_words_bans_decisions_and_translations_are_listed(client, thread, secretariat, member, focal_point):
    WatchedWordFactory(text="miracle")
    BanFactory(user=focal_point)
    offer(thread.posts.get(), by=focal_point, language="fr", text="Des mots")
    ruling = decide(Matter.objects.get(), Act.LEFT, by=secretariat)
    client.force_login(secretariat)

    def shown(page, **filters):
        return client.get(reverse(page), filters).content.decode()

    assert "miracle" in shown("forum_words")
    assert focal_point.email in shown("forum_bans", force="in-force")
    assert focal_point.email not in shown("forum_bans", force="over")
    assert ruling.get_absolute_url() in shown("forum_decisions")
    assert f"/posts/{thread.posts.get().pk}/translations/" in shown("forum_translations")
    assert f"/posts/{thread.posts.get().pk}/translations/" not in shown("forum_translations", condition="outdated")
    exported = client.get(reverse("forum_decisions"), {"export": "csv"}).getvalue().decode()
    assert "Flagged post left as it is" in exported
