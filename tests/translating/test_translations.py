"""Translations by members: beside the original, with their state."""

import uuid

import pytest
from django.utils import timezone

from forums.actions import edit_post, hide_post, reply
from forums.choices import Visibility
from forums.conduct.models import Ban
from forums.exceptions import Refused
from forums.models import Event
from forums.translating.actions import check, offer, remove, wish
from forums.translating.models import Translation
from forums.translating.panels import beside_posts
from forums.translating.queries import wanting
from tests.factories.forums import GroupFactory, MemberFactory, PostFactory

pytestmark = pytest.mark.django_db


def of(thread, user, rf, read=""):
    request = rf.get("/", {"read": read} if read else {})
    request.user = user
    return beside_posts(list(thread.posts.all()), request)


def test_a_translation_stands_beside_the_post_and_open_pages_hear_of_it(thread, post, translator):
    token = uuid.uuid4()
    for _time in range(3):
        offer(post, by=translator, language="fr", title="Vieux", text="Nous en avons *douze*.", token=token)

    translation = Translation.objects.get()
    post.refresh_from_db()
    thread.refresh_from_db()
    assert (translation.title, translation.html) == ("Vieux", '<p dir="auto">Nous en avons <em>douze</em>.</p>\n')
    assert (translation.origin, translation.is_outdated, post.has_translations) == ("human", False, True)
    assert (post.text, thread.has_beside) == ("We have *twelve* of them.", True)
    assert list(Event.objects.filter(thread=thread).values_list("kind", flat=True)) == ["posted", "beside"]


def test_it_is_outdated_as_soon_as_the_post_is_edited(post, translator, member):
    offer(post, by=translator, language="fr", text="Douze.")

    edit_post(post, by=member, text="We have *thirteen*.")

    assert Translation.objects.get().is_outdated
    offer(post, by=translator, language="fr", text="Treize.")
    translation = Translation.objects.get()
    assert not translation.is_outdated
    assert [version.text for version in translation.versions.all()] == ["Douze."]


def test_a_change_after_the_check_is_to_be_checked_again(post, translator, member):
    translation = offer(post, by=translator, language="fr", text="Douze.")
    assert check(translation, by=member)
    assert not check(translation, by=member)

    assert not offer(post, by=translator, language="fr", text="Une douzaine.").is_checked


def test_the_author_and_those_who_keep_order_check_and_nobody_else(post, member, translator, secretariat, visitor):
    perm = "forum_translating.check_translation"
    may = [user.has_perm(perm, post) for user in (member, secretariat, translator)]

    assert may == [True, True, False]
    assert not visitor.has_perm("forum_translating.translate_post", post)


def test_who_may_not_write_may_not_translate(post, translator):
    Ban.objects.create(user=translator, group=post.thread.group, began_at=timezone.now())

    with pytest.raises(Refused):
        offer(post, by=translator, language="fr", text="Non")
    with pytest.raises(Refused):
        offer(post, by=post.author, language="en", text="The same language")


def test_nobody_reads_a_translation_of_what_they_may_not_read(post, translator, member, visitor, secretariat):
    offer(post, by=translator, language="fr", text="SECRET en français")
    group = post.thread.group
    group.visibility = Visibility.HIDDEN
    group.save()

    assert not Translation.objects.visible_to(MemberFactory()).exists()
    assert not Translation.objects.visible_to(visitor).exists()
    assert Translation.objects.visible_to(member).exists()
    hide_post(post, by=secretariat, reason="No")
    for user in (member, translator, secretariat):
        assert not Translation.objects.visible_to(user).exists()


def test_a_hidden_post_shows_no_translation_on_its_page(thread, post, translator, secretariat, rf):
    offer(post, by=translator, language="fr", text="SECRET en français")
    assert "SECRET" in of(thread, translator, rf, read="fr")[post.pk]

    hide_post(post, by=secretariat, reason="No")

    assert of(thread, translator, rf, read="fr") == {}


def test_the_page_shows_the_language_that_is_chosen_and_offers_the_others(thread, post, translator, visitor, rf):
    offer(post, by=translator, language="fr", text="Douze.")
    offer(post, by=translator, language="ar", text="اثنا عشر")

    chosen = of(thread, visitor, rf, read="ar")[post.pk]
    assert '<section class="beside" lang="ar" dir="rtl"><p dir="auto">اثنا عشر</p>' in chosen
    assert "Douze" not in chosen
    assert "français" in chosen.lower() or "French" in chosen


def test_the_page_asks_nothing_without_translations_and_once_with_many(
    thread, post, translator, visitor, rf, django_assert_num_queries
):
    posts = [post, *(PostFactory(thread=thread) for _number in range(5))]
    request = rf.get("/")
    request.user = visitor
    with django_assert_num_queries(0):
        assert beside_posts(posts, request) == {}
    for each in posts:
        offer(each, by=translator, language="fr", text="Bien")
    posts = list(thread.posts.all())
    with django_assert_num_queries(1):
        assert len(beside_posts(posts, request)) == 6


def test_hostile_words_come_out_clean(post, translator):
    text = "<script>alert(1)</script> [x](javascript:alert(1)) ![p](https://evil.example/p.png)"
    html = offer(post, by=translator, language="fr", text=text).html

    assert "<script" not in html
    assert 'href="javascript' not in html
    assert "<img" not in html


def test_translators_find_first_what_most_readers_wish_for(thread, post, member, translator):
    wished = reply(thread, by=member, text="A long answer")
    for user in (member, translator):
        assert wish(wished, by=user, language="fr")
    assert not wish(wished, by=member, language="fr")
    closed = GroupFactory(visibility=Visibility.HIDDEN)
    PostFactory(thread__group=closed, text="SECRET")

    assert wanting(translator, "fr") == [wished, post]
    assert wanting(translator, "en") == []
    offer(wished, by=translator, language="fr", text="Une longue réponse")
    assert wanting(translator, "fr") == [post]


def test_a_translation_that_is_taken_away_leaves_the_post_as_it_was(post, translator, member):
    translation = offer(post, by=translator, language="fr", text="Faux")

    assert remove(translation, by=member, reason="It says something else")
    assert not remove(translation, by=member, reason="It says something else")

    post.refresh_from_db()
    assert not post.has_translations


def test_pages_of_a_translation(client, thread, post, translator, member):
    client.force_login(translator)
    page = client.get(f"/en/forums/posts/{post.pk}/translations/fr/")
    assert page.status_code == 200
    token = page.context["form"]["token"].value()
    wrong = client.post(
        f"/en/forums/posts/{post.pk}/translations/fr/", {"token": token, "title": "", "text": "Douze"}
    )
    assert wrong.status_code == 422
    assert "Douze" in wrong.content.decode()
    said = {"token": token, "title": "Vieux transformateurs", "text": "Douze"}
    for _time in range(2):
        client.post(f"/en/forums/posts/{post.pk}/translations/fr/", said)
    assert Translation.objects.get().versions.count() == 0

    listed = client.get(f"/en/forums/posts/{post.pk}/translations/").content.decode()
    assert "Vieux transformateurs" in listed
    assert client.get("/en/forums/translating/?into=es").context["posts"] == [post]
    assert client.post(f"/en/forums/posts/{post.pk}/translations/fr/check/").status_code == 403
    client.force_login(member)
    client.post(f"/en/forums/posts/{post.pk}/translations/fr/check/")
    assert Translation.objects.get().is_checked
    assert "checked" in client.get(f"/en/forums/posts/{post.pk}/translations/").content.decode()


def test_the_pages_of_a_post_nobody_may_read_do_not_exist(client, post, translator):
    group = post.thread.group
    group.visibility = Visibility.HIDDEN
    group.save()
    for user in (None, MemberFactory()):
        if user:
            client.force_login(user)
            assert client.get(f"/en/forums/posts/{post.pk}/translations/fr/").status_code == 404
        assert client.get(f"/en/forums/posts/{post.pk}/translations/").status_code == 404
