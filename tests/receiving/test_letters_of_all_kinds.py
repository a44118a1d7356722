"""Mails as mail programs write them, in six languages and with every fault, through a real SMTP connection."""

import smtplib
import socket

import pytest
from notifications import incoming

from forums.mailing import keys
from forums.models import Post
from forums.receiving.models import ReceivedMail

from .conftest import MAILS

# What a mail says, by its file; other mails are not posted, for the reason given.
POSTED = {
    "gmail-english": "We have counted them again. There are fourteen transformers, two of them leaking, and the "
    "store has no roof any more.\n\n- Who takes them?\n- What does it cost?\n\nNeema",
    "gmail-arabic": "لدينا أربعة عشر محولا، اثنان منها يتسرب منهما الزيت.\n\nنعمة",
    "gmail-spanish": "Tenemos catorce transformadores y dos tienen fugas. ¿Quién los recoge?",
    "gmail-french": "Nous en avons quatorze, dont deux qui fuient.",
    "gmail-russian": "У нас четырнадцать трансформаторов, два из них текут.",
    "gmail-chinese": "我们有十四台变压器，其中两台漏油。",
    "outlook-english": "Dear colleagues,\n\nwe have fourteen, two of them are leaking.\n\nKind regards,\nNeema",
    "outlook-french": "Bonjour,\n\nNous en avons quatorze ; l’état du dépôt est mauvais.\n\nCordialement,\nNeema",
    "outlook-spanish": "Estimados colegas:\n\nTenemos catorce. La situación del almacén es mala.",
    "outlook-russian-koi8": "Коллеги, у нас четырнадцать трансформаторов.",
    "outlook-arabic-1256": "الزملاء الأعزاء،\n\nلدينا أربعة عشر محولا في المخزن.",
    "outlook-html-only": "We have **fourteen**:\n\n- ten in Mombasa\n- four in [the old store](https://example.org/store)",
    "outlook-android-french": "Nous en avons quatorze.",
    "iphone-french": "Quatorze, dont deux fuient.",
    "apple-russian": "Четырнадцать, два текут.\n\nНима",
    "yahoo-english": "We have fourteen, two of them leaking.\nNeema",
    "thunderbird-below": "> We have *twelve* of them.\n\nWe have counted again and found fourteen transformers in "
    "the store, two of which are leaking.\n\nNeema",
    "thunderbird-between-spanish": "> We have *twelve* of them.\n\nNosotros tenemos catorce.\n\n> Who takes them "
    "away?\n\nNadie todavía.",
    "netease-163-gbk": "我们有十四台变压器，其中两台漏油。",
    "qq-gb18030": "我们有十四台变压器。\n其中两台漏油。",
    "yandex-russian": "У нас четырнадцать, два текут.",
    "mailru-russian": "У нас четырнадцать, два текут.",
    "samsung-english": "Fourteen. Two leak.",
    "japanese-iso-2022": "変圧器は十四台あります。",
    "mislabelled-ascii": "У нас четырнадцать трансформаторов, и два из них текут.",
    "mislabelled-latin": "Уважаемые коллеги! На нашем складе стоят четырнадцать трансформаторов, и два из них текут "
    "уже год. Кто может их забрать?",
    "broken-boundary": "We have fourteen, and my mail program is broken.",
    "broken-off": "We have fourteen.",
    "smime-signed": "Fourteen, and I sign for it.",
    "pgp-inline-signed": "Fourteen:\n- ten in Mombasa\n- four in Kisumu",
    "files-of-all-kinds": "The list is attached.",
    "delsp-flowed": "We have fourteen transformers.",
    "html-hostile": "Fourteen press **here**",
    "html-divs-gmail-app": "First line.\n\nSecond paragraph with \\*stars\\* and # signs.",
}
NOT_POSTED = {
    "vacation-french": "automatic",
    "vacation-exchange": "automatic",
    "read-receipt": "automatic",
    "bounce-postfix": "bounce",
    "circle-of-servers": "loop",
    "calendar-invitation": "calendar",
    "smime-encrypted": "locked",
    "pgp-mime-encrypted": "locked",
    "empty-reply": "empty",
}
ANSWERED = {"calendar", "locked", "empty"}
LANGUAGES = {"arabic": "ar", "french": "fr", "spanish": "es", "russian": "ru", "chinese": "zh-hans", "english": "en"}


@pytest.fixture
def server(settings, monkeypatch, django_capture_on_commit_callbacks):
    """The site's own listener, at a port of its own. The connection of the test writes down what it takes in."""
    taken = []

    def take_in(content, recipients):
        taken.append((content, recipients))

    monkeypatch.setattr(incoming, "take_in_and_let_go", take_in)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    door = incoming.Door(incoming.Listener(), hostname="127.0.0.1", port=port)
    door.start()

    def send(content, *recipients, sender="member@example.org"):
        with smtplib.SMTP("127.0.0.1", port, timeout=20) as line:
            line.sendmail(sender, recipients, content)
        with django_capture_on_commit_callbacks(execute=True):
            while taken:
                incoming.take_in(*taken.pop(0))
        return ReceivedMail.objects.order_by("-pk").first()

    yield send
    door.stop()


def content_of(name, address):
    return (MAILS / f"{name}.eml").read_bytes().replace(b"REPLY-ADDRESS@forums.chm.example", address.encode())


def test_each_mail_of_the_folder_is_told_of_here():
    assert {path.stem for path in MAILS.glob("*.eml")} == {*POSTED, *NOT_POSTED}


@pytest.mark.parametrize("name", POSTED)
def test_what_somebody_wrote_is_posted_and_what_they_answered_is_folded_away(name, server, post, member, letters):
    address = keys.reply_address(member, post)

    kept = server(content_of(name, address), address)

    reply = Post.objects.exclude(pk=post.pk).get()
    assert (kept.outcome, reply.text, reply.author, reply.answers) == ("posted", POSTED[name], member, post)
    assert "SECRET" not in reply.text + reply.html + reply.folded
    assert reply.thread.title == "Old transformers"
    if (language := LANGUAGES.get(name.partition("-")[2])) and name != "iphone-french":
        assert reply.language == language
    if "welve" in content_of(name, address).decode("utf-8", "replace") and "thunderbird" not in name:
        assert "welve" in reply.folded
        assert "welve" not in reply.text


@pytest.mark.parametrize("name", NOT_POSTED)
def test_what_is_no_post_is_not_posted_and_only_people_are_answered(name, server, post, member, letters):
    address = keys.reply_address(member, post)

    kept = server(content_of(name, address), address)

    assert (kept.outcome, Post.objects.count()) == (NOT_POSTED[name], 1)
    assert [letter.to for letter in letters()] == ([[member.email]] if kept.outcome in ANSWERED else [])


def test_pictures_of_firms_are_left_out_and_what_is_dangerous_is_named(server, post, member, letters):
    address = keys.reply_address(member, post)

    kept = server(content_of("files-of-all-kinds", address), address)

    assert [file.name for file in kept.post.attachments.all()] == ["جرد.pdf"]
    assert kept.left_out == ["invoice.zip", "page.html", "winmail.dat"]
    [letter] = letters(member.email)
    assert all(name in letter.body for name in kept.left_out)


def test_what_comes_without_a_sender_was_written_by_a_program(server, post, member, letters):
    address = keys.reply_address(member, post)

    kept = server(content_of("gmail-french", address), address, sender="")

    assert (kept.outcome, Post.objects.count(), letters()) == ("automatic", 1, [])


def test_a_mail_larger_than_the_door_is_refused_before_it_is_read(server, post, member, monkeypatch):
    address = keys.reply_address(member, post)

    with pytest.raises(smtplib.SMTPSenderRefused) as refused:
        server(b"Subject: large\r\n\r\n" + b"x" * (incoming.MOST_READ + 1), address)

    assert (refused.value.smtp_code, ReceivedMail.objects.count()) == (552, 0)


def test_nothing_is_relayed(server, post, member):
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        server(b"Subject: spam\r\n\r\nBuy", "somebody@elsewhere.example")

    assert not ReceivedMail.objects.exists()
