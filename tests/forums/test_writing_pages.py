"""Writing on the site: nothing typed is lost, and nobody speaks as what they are not."""

import re
import uuid

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from directory.choices import Audience
from forums import actions
from forums.choices import Visibility
from forums.models import Draft, Post, Thread
from tests.factories import AffiliationFactory, PersonFactory
from tests.factories.forums import GroupFactory


@pytest.fixture(autouse=True)
def nothing_counted():
    cache.clear()


@pytest.fixture
def here(client, member):
    """The member's browser."""
    client.force_login(member)
    return client


@pytest.fixture
def address(thread):
    return f"/en/forums/threads/{thread.pk}/reply/"


def filled(page, **words):
    """The form of a page as a browser sends it back."""
    form = page.context["form"]
    values = {field.name: field.value() for field in form if field.name != "uploads"}
    return {name: value for name, value in (values | words).items() if value is not None}


def pdf(name="inventory.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.4 twelve %%EOF")


def test_a_reply_is_posted_and_leads_to_its_place(here, thread, address, member):
    answer = here.post(address, filled(here.get(address), text="We have **some** too.", language="fr"))

    post = thread.posts.get(number=2)
    assert (answer.status_code, answer.url) == (302, f"/en/forums/threads/{thread.pk}/#p{post.pk}")
    assert (post.text, post.language, post.capacity, post.author) == (
        "We have **some** too.",
        "fr",
        "personal",
        member,
    )


def test_the_form_pressed_three_times_posts_once(here, thread, address):
    words = filled(here.get(address), text="Once")

    addresses = {here.post(address, words).url for _time in range(3)}

    assert len(addresses) == 1
    assert thread.posts.count() == 2


def test_what_was_written_after_going_back_is_not_taken_for_what_was_sent(here, thread, address):
    words = filled(here.get(address), text="First")
    here.post(address, words)

    again = here.post(address, words | {"text": "First, and another thing"})

    assert again.status_code == 409
    assert "This form was sent already" in again.text
    assert again.context["form"]["text"].value() == "First, and another thing"
    assert here.post(address, filled(again)).status_code == 302
    assert list(thread.posts.values_list("text", flat=True))[1:] == ["First", "First, and another thing"]


def test_an_empty_reply_comes_back_with_a_word_and_its_files(here, address, thread):
    answer = here.post(address, filled(here.get(address), text=" ") | {"uploads": [pdf()]})

    assert answer.status_code == 422
    assert "Write something first." in answer.text
    assert "inventory.pdf" in answer.text
    assert here.post(address, filled(answer, text="With the list")).status_code == 302
    assert [file.name for file in thread.posts.get(number=2).attachments.all()] == ["inventory.pdf"]


def test_a_file_can_be_taken_off_again(here, address):
    shown = here.post(address, filled(here.get(address), text="x", do="preview") | {"uploads": [pdf()]})
    key = Draft.objects.get().attachments.get().pk

    after = here.post(address, filled(shown, do=f"remove:{key}"))

    assert "inventory.pdf" not in after.text
    assert not Draft.objects.get().attachments.exists()


def test_the_preview_shows_what_readers_will_see_and_posts_nothing(here, thread, address):
    words = filled(here.get(address), text="**Bold** <script>alert(1)</script>", do="preview")

    shown = here.post(address, words)
    in_place = here.post("/en/forums/preview/", {"text": words["text"], "place": f"thread:{thread.pk}"})

    html = '<p dir="auto"><strong>Bold</strong> &lt;script&gt;alert(1)&lt;/script&gt;</p>'
    assert html in shown.text
    assert in_place.text.strip() == html
    assert thread.posts.count() == 1


def test_a_capacity_is_never_forged(here, address, thread):
    for forged in ("party:KE", "secretariat", "organisation:x"):
        answer = here.post(address, filled(here.get(address), text="We, Kenya", capacity=forged))

        assert answer.status_code == 422
    assert thread.posts.count() == 1


def test_a_focal_point_speaks_for_the_party_first(client, focal_point, thread, address):
    actions.join(thread.group, user=focal_point)
    client.force_login(focal_point)

    page = client.get(address)
    client.post(address, filled(page, text="Kenya has twelve."))

    assert [value for value, _label in page.context["form"].fields["capacity"].choices] == ["party:KE", "personal"]
    post = thread.posts.get(number=2)
    assert (post.capacity, post.country.iso2) == ("party", "KE")


def test_posts_that_came_meanwhile_are_shown_once_before_ones_own(here, address, thread, official_contact):
    actions.join(thread.group, user=official_contact)
    words = filled(here.get(address), text="Mine")
    actions.reply(thread, by=official_contact, text="Already answered")

    asked = here.post(address, words)

    assert asked.status_code == 409
    assert "1 post came while you wrote" in asked.text
    assert "Already answered" in asked.text
    actions.reply(thread, by=official_contact, text="And again")
    assert here.post(address, filled(asked)).status_code == 302


def test_a_thread_closed_meanwhile_gives_the_text_back(here, address, thread, secretariat):
    words = filled(here.get(address), text="Too late, but long")
    actions.close_thread(thread, by=secretariat, reason="Answered")

    answer = here.post(address, words)

    assert answer.status_code == 409
    assert "The thread was closed meanwhile" in answer.text
    assert "Too late, but long" in answer.text
    assert Draft.objects.get().text == "Too late, but long"


def test_a_thread_moved_out_of_sight_gives_the_text_back_and_tells_nothing(here, address, thread):
    words = filled(here.get(address), text="My words")
    Thread.objects.filter(pk=thread.pk).update(group=GroupFactory(slug="SECRET", visibility="hidden"))

    answer = here.post(address, words)

    assert answer.status_code == 404
    assert "My words" in answer.text
    assert "SECRET" not in answer.text
    assert "Old transformers" not in answer.text
    assert here.get(address).status_code == 404


def test_words_sent_after_the_sign_in_ended_come_back_to_who_wrote_them(client, member, address, official_contact):
    client.force_login(member)
    words = filled(client.get(address), text="SECRET long text")
    client.logout()

    sent_away = client.post(address, words)
    client.force_login(member)
    page = client.get(address)

    assert sent_away.url.startswith("/en/accounts/login/")
    assert page.context["form"]["text"].value() == "SECRET long text"
    assert "SECRET" not in client.get(address).text


def test_whoever_signs_in_next_does_not_read_them(client, member, address, thread, official_contact):
    actions.join(thread.group, user=official_contact)
    client.force_login(member)
    words = filled(client.get(address), text="SECRET long text")
    client.logout()
    client.post(address, words)

    client.force_login(official_contact)

    assert "SECRET" not in client.get(address).text


def test_a_form_too_old_for_its_cookie_comes_back_with_its_words(member, address):
    from django.test import Client

    browser = Client(enforce_csrf_checks=True)
    browser.force_login(member)
    words = filled(browser.get(address), text="Written for an hour")

    answer = browser.post(address, words | {"csrfmiddlewaretoken": "x" * 64})

    assert (answer.status_code, answer.url) == (302, address)
    assert browser.get(address).context["form"]["text"].value() == "Written for an hour"


def test_a_draft_is_kept_by_the_button_and_found_again(here, address, thread):
    here.post(address, filled(here.get(address), text="Half a", do="save"))

    assert here.get(address).context["form"]["text"].value() == "Half a"
    assert "Half a" in here.get("/en/forums/drafts/").text
    here.post(address, filled(here.get(address), do="discard"))
    assert not Draft.objects.exists()


def test_two_windows_show_both_texts(here, address, thread):
    one, two = here.get(address), here.get(address)
    here.post(address, filled(one, text="Written here", do="save"))

    answer = here.post(address, filled(two, text="Written there", do="save"))

    assert answer.status_code == 409
    assert "Written here" in answer.text
    assert answer.context["form"]["text"].value() == "Written there"
    here.post(address, filled(answer, do="save"))
    assert Draft.objects.get().text == "Written there"


def test_the_script_keeps_a_draft_and_hears_of_other_windows(here, thread, member, client):
    token = str(uuid.uuid4())
    words = {"place": f"thread:{thread.pk}", "token": token, "revision": "0", "text": "As one types"}

    first = here.post("/en/forums/drafts/save/", words).json()
    other = here.post("/en/forums/drafts/save/", words | {"text": "Elsewhere", "revision": ""})

    assert (first["state"], first["revision"], first["token"]) == ("saved", 1, token)
    assert (other.status_code, other.json()["text"]) == (409, "As one types")
    client.logout()
    assert client.post("/en/forums/drafts/save/", words).status_code == 401


def test_posting_ends_the_draft(here, address, thread):
    here.post(address, filled(here.get(address), text="Half a", do="save"))
    here.post(address, filled(here.get(address), text="Quite another whole"))

    assert not Draft.objects.exists()
    assert here.get(address).context["form"]["text"].value() == ""


def test_a_post_is_quoted_with_its_number_and_without_the_name(here, address, thread):
    post = thread.posts.get()

    page = here.get(f"{address}?quote={post.pk}")

    assert page.context["form"]["text"].value() == f"> #{post.pk}:\n>\n> We have *twelve* of them.\n\n"
    here.post(address, filled(page, text=page.context["form"]["text"].value() + "Where?"))
    reply = thread.posts.get(number=2)
    assert reply.answers == post
    assert f'<a href="/forums/posts/{post.pk}/"' in reply.html


def test_nothing_is_quoted_from_another_thread_or_from_what_is_hidden(here, address, thread, member, secretariat):
    closed = GroupFactory(slug="closed", visibility="closed")
    secret = actions.start_thread(closed, by=secretariat, title="SECRET", text="SECRET").posts.get()
    hidden = actions.reply(thread, by=member, text="SECRET too")
    actions.hide_post(hidden, by=secretariat, reason="x")

    for post in (secret, hidden):
        assert "SECRET" not in here.get(f"{address}?quote={post.pk}").text


def test_people_are_found_to_be_named_if_all_readers_may_see_them(here, thread, address):
    PersonFactory(given_name="Halima", family_name="Yusuf", slug="halima-yusuf")
    PersonFactory(given_name="Halina", family_name="Hidden", slug="halina-hidden", listing=Audience.SECRETARIAT)

    page = here.post(address, filled(here.get(address), text="Ask", do="find", find="hali"))
    told = here.get("/en/forums/people/", {"q": "Hali", "place": f"thread:{thread.pk}"}).json()
    named = here.post(address, filled(page, do="mention:halima-yusuf"))

    assert [person["slug"] for person in told["people"]] == ["halima-yusuf"]
    assert "@halima-yusuf" in page.text
    assert "halina" not in page.text
    assert named.context["form"]["text"].value() == "Ask @halima-yusuf "


def test_a_new_thread_has_kind_tags_and_language(here, group):
    address = "/en/forums/groups/stockpiles/new/"

    answer = here.post(
        address,
        filled(
            here.get(address),
            title="How to drain them?",
            kind="question",
            text="Anybody?",
            tags="PCB، Oil",
        ),
    )

    thread = Thread.objects.get(title="How to drain them?")
    assert answer.url.startswith(f"/en/forums/threads/{thread.pk}/")
    assert (thread.kind, sorted(thread.tags.names())) == ("question", ["Oil", "PCB"])


def test_a_title_that_exists_is_asked_about_once_and_hidden_ones_are_not_told(here, group, thread, secretariat):
    address = "/en/forums/groups/stockpiles/new/"
    hidden = GroupFactory(slug="hidden", visibility="hidden")
    actions.start_thread(hidden, by=secretariat, title="Old transformers, SECRET", text="x")

    asked = here.post(address, filled(here.get(address), title="Old Transformers!", text="Again"))

    assert asked.status_code == 409
    assert f"/forums/threads/{thread.pk}/" in asked.text
    assert "SECRET" not in asked.text
    assert here.post(address, filled(asked)).status_code == 302


def test_an_edit_says_why_and_keeps_what_was_said(here, thread):
    post = thread.posts.get()
    address = f"/en/forums/posts/{post.pk}/edit/"

    here.post(address, filled(here.get(address), text="We have thirteen.", reason="Counted again"))

    post.refresh_from_db()
    assert post.text == "We have thirteen."
    assert [(each.text, each.reason) for each in post.versions.all()] == [
        ("We have *twelve* of them.", "Counted again")
    ]


def test_an_edit_of_what_was_edited_meanwhile_shows_both(here, thread, member):
    post = thread.posts.get()
    address = f"/en/forums/posts/{post.pk}/edit/"
    words = filled(here.get(address), text="From the first window")
    actions.edit_post(post, by=member, text="From the second window")

    asked = here.post(address, words)

    assert asked.status_code == 409
    assert "From the second window" in asked.text
    assert asked.context["form"]["text"].value() == "From the first window"
    assert here.post(address, filled(asked)).status_code == 302
    assert Post.objects.get(pk=post.pk).edit_count == 2


def test_files_of_a_post_are_taken_off_by_an_edit(here, thread, address):
    here.post(address, filled(here.get(address), text="List") | {"uploads": [pdf(), pdf("map.pdf")]})
    post = thread.posts.get(number=2)
    edit = f"/en/forums/posts/{post.pk}/edit/"

    here.post(edit, filled(here.get(edit)) | {"take_off": [post.attachments.get(name="map.pdf").pk]})

    assert [file.name for file in post.attachments.all()] == ["inventory.pdf"]


def test_a_post_is_withdrawn_by_who_wrote_it_alone(here, client, thread, official_contact):
    post = thread.posts.get()
    address = f"/en/forums/posts/{post.pk}/withdraw/"
    client.force_login(official_contact)
    actions.join(thread.group, user=official_contact)
    assert client.post(address).status_code == 403

    client.force_login(thread.author)
    assert here.post(address, {"reason": "Wrong numbers"}).status_code == 302
    post.refresh_from_db()
    assert post.state == "withdrawn"


def test_the_secretariat_posts_for_a_party_what_came_by_letter(client, secretariat, focal_point, thread, address):
    client.force_login(secretariat)

    client.post(
        address,
        filled(client.get(address), text="By letter", written_by="makena-gathogo", written_as="party"),
    )
    client.post(address, filled(client.get(address), text="By phone", written_by="A farmer of Nyeri"))

    letter, call = thread.posts.filter(number__gt=1).order_by("number")
    assert (letter.author, letter.person, letter.capacity, letter.country.iso2, letter.posted_by) == (
        focal_point,
        focal_point.person,
        "party",
        "KE",
        secretariat,
    )
    assert (call.author, call.person, call.author_name, call.capacity) == (
        None,
        None,
        "A farmer of Nyeri",
        "personal",
    )


def test_nobody_but_the_secretariat_posts_for_others(here, thread, address, focal_point):
    page = here.get(address)

    here.post(address, filled(page, text="As her", written_by="makena-gathogo", written_as="party"))

    assert "written_by" not in page.context["form"].fields
    assert thread.posts.get(number=2).author == thread.author


def test_a_draft_of_a_place_one_no_longer_sees_keeps_its_words_and_loses_the_title(here, address, thread):
    here.post(address, filled(here.get(address), text="My own words", do="save"))
    Thread.objects.filter(pk=thread.pk).update(title="SECRET title", group=GroupFactory(visibility=Visibility.HIDDEN))

    page = here.get("/en/forums/drafts/").text

    assert "My own words" in page
    assert "SECRET" not in page


@pytest.mark.parametrize(
    "path", ["drafts/save/", "preview/", "people/?place=thread:{}&q=ba"], ids=["draft", "preview", "people"]
)
def test_what_the_script_asks_tells_nothing_of_a_hidden_group(here, secretariat, path):
    hidden = GroupFactory(slug="hidden", visibility="hidden")
    thread = actions.start_thread(hidden, by=secretariat, title="SECRET", text="x")
    path = f"/en/forums/{path.format(thread.pk)}"

    for key in (thread.pk, 999_999):
        words = {"place": f"thread:{key}", "text": "x"}
        answer = here.get(path.replace(str(thread.pk), str(key))) if "?" in path else here.post(path, words)
        assert answer.status_code == 404


def test_an_organisation_is_offered_to_who_works_there(here, member, address):
    post = AffiliationFactory(person=member.person, institution__slug="lab")

    choices = dict(here.get(address).context["form"].fields["capacity"].choices)

    assert choices["organisation:lab"] == f"For {post.institution}"


def test_visitors_are_sent_to_the_sign_in_and_strangers_of_the_group_refused(client, address, official_contact):
    assert re.match("/en/accounts/login/", client.get(address).url)
    client.force_login(official_contact)
    assert client.get(address).status_code == 403


def test_the_box_stands_on_the_page_of_a_thread(here, rf, thread, member):
    from django.template import Context, Template

    request = rf.get("/")
    request.user = member
    box = Template("{% load writing %}{% reply_box thread %}").render(
        Context({"thread": thread, "request": request, "csrf_token": "x"})
    )

    assert f'action="/en/forums/threads/{thread.pk}/reply/"' in box


def test_the_box_asks_nothing_for_a_visitor(visitor, rf, thread, django_assert_num_queries):
    from django.template import Context, Template

    request = rf.get("/")
    request.user = visitor
    with django_assert_num_queries(0):
        box = Template("{% load writing %}{% reply_box thread %}").render(
            Context({"thread": thread, "request": request})
        )

    assert "Sign in to reply" in box
