"""The machine: off unless it is configured, never where a group does not wish it, never over a person's words."""

import pytest
from django.test import TestCase

from forums.actions import edit_post, reply
from forums.exceptions import Refused
from forums.translating.actions import ask_machine, let_outside, offer
from forums.translating.models import MachineRequest, Translation

pytestmark = pytest.mark.django_db


@pytest.fixture
def outside(group, secretariat):
    let_outside(group, True, by=secretariat)
    return group


def ask(post, by, language="fr"):
    with TestCase.captureOnCommitCallbacks(execute=True):
        return ask_machine(post, by=by, language=language)


def test_without_an_address_nothing_is_sent(post, translator, outside):
    with pytest.raises(Refused) as refused:
        ask(post, translator)
    assert refused.value.code == "off"


def test_a_group_sends_nothing_unless_the_secretariat_allows_it(post, translator, secretariat, service):
    with pytest.raises(Refused) as refused:
        ask(post, translator)
    assert (refused.value.code, service.asked) == ("inside", [])
    assert let_outside(post.thread.group, True, by=secretariat)
    assert not let_outside(post.thread.group, True, by=secretariat)
    assert ask(post, translator)


def test_the_machine_writes_beside_the_post_marked_as_a_machine(post, translator, outside, service, settings):
    settings.MACHINE_TRANSLATION_KEY = "k"

    ask(post, translator)

    translation = Translation.objects.get()
    assert (translation.origin, translation.by, translation.title) == ("machine", None, "[fr] Old transformers")
    assert translation.html == '<p dir="auto">[fr] We have <em>twelve</em> of them.</p>\n'
    assert MachineRequest.objects.get().state == "done"
    assert service.asked[0] == {
        "q": "We have *twelve* of them.",
        "source": "en",
        "target": "fr",
        "format": "text",
        "api_key": "k",
    }
    # Whoever asks is known to nobody outside.
    assert "translator" not in str(service.asked)


def test_what_stands_is_not_asked_again_and_what_is_outdated_is(post, translator, member, outside, service):
    ask(post, translator)
    ask(post, translator)
    assert len(service.asked) == 2  # text and title, once

    edit_post(post, by=member, text="Thirteen.")
    ask(post, translator)

    assert Translation.objects.get().text == "[fr] Thirteen."


def test_a_persons_words_are_never_overwritten(post, translator, outside, service):
    offer(post, by=translator, language="fr", text="Douze", title="Vieux")

    assert ask(post, translator) is None
    assert (Translation.objects.get().text, service.asked) == ("Douze", [])


def test_a_person_replaces_the_machine(post, translator, outside, service):
    ask(post, translator)
    offer(post, by=translator, language="fr", text="Douze", title="Vieux")

    translation = Translation.objects.get()
    assert (translation.text, translation.origin, translation.by) == ("Douze", "human", translator)


@pytest.mark.parametrize(
    ("status", "body", "pause", "error"),
    [
        (500, b"{}", 0, "500"),
        (302, b"", 0, "302"),
        (200, b"not json", 0, "something else"),
        (200, b'{"translatedText": 5}', 0, "something else"),
        (200, b'{"translatedText": "' + b"x" * 50_000 + b'"}', 0, "something else"),
        (200, b" " * 1_200_000, 0, "too much"),
        (200, None, 1.6, "too long"),
    ],
)
def test_a_service_that_fails_leaves_the_post_alone(post, translator, outside, service, status, body, pause, error):
    service.status, service.body, service.pause = status, body, pause

    ask(post, translator)

    request = MachineRequest.objects.get()
    assert (request.state, Translation.objects.count()) == ("failed", 0)
    assert error in request.error


def test_a_service_that_is_away_is_no_disaster(post, translator, outside, settings):
    settings.MACHINE_TRANSLATION_URL = "http://127.0.0.1:9/translate"

    ask(post, translator)

    assert "cannot be reached" in MachineRequest.objects.get().error


def test_what_is_too_long_stays_here(thread, translator, outside, service, settings):
    settings.MACHINE_TRANSLATION_MOST_CHARACTERS = 20
    long = reply(thread, by=translator, text="a" * 21)

    with pytest.raises(Refused) as refused:
        ask(long, translator)
    assert refused.value.code == "long"


def test_hostile_answers_come_out_clean(post, translator, outside, service):
    service.body = b'{"translatedText": "<script>alert(1)</script> [x](javascript:alert(1))"}'

    ask(post, translator)

    html = Translation.objects.get().html
    assert "<script" not in html
    assert 'href="javascript' not in html


def test_the_button_is_there_where_it_works(client, post, translator, outside, service, secretariat):
    client.force_login(translator)
    page = f"/en/forums/posts/{post.pk}/translations/"
    assert "Ask the machine" in client.get(page).content.decode()
    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post(f"{page}fr/machine/")
    assert Translation.objects.get().is_machine
    assert "by a machine" in client.get(page).content.decode()
    assert client.get(f"/en/forums/groups/{outside.slug}/machine/").status_code == 403
    client.force_login(secretariat)
    client.post(f"/en/forums/groups/{outside.slug}/machine/", {})
    client.force_login(translator)
    assert "Ask the machine" not in client.get(page).content.decode()
