"""Mail that comes to the address of a question."""

from email.message import EmailMessage

import pytest
from notifications.models import DeliveryNotice
from notifications.reachability import take_in

from experts.consulting import actions
from experts.consulting.addresses import reply_address
from experts.consulting.models import Attachment, IncomingMail, Invitation, Message
from experts.consulting.trimming import MARK, words_of_html, written_in, yes_or_no
from tests.factories.consulting import InvitationFactory

pytestmark = pytest.mark.django_db

AWA = "awa-ndiaye@example.org"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF\n"
_number = iter(range(10_000))


def mail(part, text, sender=AWA, html="", files=(), **headers):
    message = EmailMessage()
    message["From"] = f"Awa <{sender}>"
    message["To"] = reply_address(part)
    message["Message-ID"] = f"<{next(_number)}@mail.example.org>"
    message["Subject"] = "Re: Can you answer this?"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def outcome():
    return IncomingMail.objects.order_by("-pk").first().outcome


@pytest.mark.parametrize("word", ["Yes", "oui,", "Sí!", "да", "是", "نعم", "YES.\n\nI have done this in Togo."])
def test_a_reply_that_begins_with_yes_accepts(asked, word):
    take_in(mail(asked, word))
    asked.refresh_from_db()
    assert (asked.state, asked.answered_how, outcome()) == ("accepted", "mail", "accepted")
    assert not DeliveryNotice.objects.exists()


@pytest.mark.parametrize("word", ["No", "non merci", "no, gracias", "Нет.", "否", "لا", "no thanks\n\n> Yes"])
def test_a_reply_that_begins_with_no_declines(asked, word):
    take_in(mail(asked, word))
    asked.refresh_from_db()
    assert (asked.state, outcome()) == ("declined", "declined")


@pytest.mark.parametrize("words", ["No problem, I will look into it", "Si vous voulez", "Let me think", "Nonsense"])
def test_what_is_neither_yes_nor_no_is_asked_back(asked, words, letters):
    take_in(mail(asked, words))
    asked.refresh_from_db()
    assert (asked.state, outcome()) == ("invited", "not-understood")
    told = letters(AWA)[-1]
    assert "begin with the word" in told.text
    assert asked.question.title not in told.subject + told.text


def test_words_after_a_yes_are_the_first_answer(asked, letters, member):
    take_in(
        mail(
            asked, "Oui. Ne les ouvrez pas.\n\nAwa\n\nLe lun. 3 mars 2026 à 10:00, POPs Network a écrit :\n> Bonjour"
        )
    )
    asked.refresh_from_db()
    message = Message.objects.get()
    assert (message.text, message.how, message.invitation) == ("Ne les ouvrez pas.\n\nAwa", "mail", asked)
    assert asked.first_message_at == asked.question.first_answer_at == message.written_at
    assert "Ne les ouvrez pas." in letters(member.email)[-1].text


def test_later_replies_go_into_the_conversation_without_what_they_answer(accepted, member, letters):
    quoted = f"\n\nOn Mon, 2 Mar 2026, POPs Network wrote:\n> {MARK} To answer by mail {MARK}\n> Secret of before\n"
    take_in(mail(accepted, "Use a licensed carrier." + quoted))
    assert [message.text for message in Message.objects.all()] == ["Use a licensed carrier."]
    told = letters(member.email)[-1]
    assert "Awa Ndiaye" in told.subject
    assert AWA not in told.text + told.html + told.reply_to


def test_the_asker_writes_by_mail_as_well(accepted, member, letters):
    take_in(mail(accepted.question, "Thank you. And the oil?", sender=member.email))
    message = Message.objects.get()
    assert (message.author, message.invitation) == (member, None)
    told = letters(AWA)[-1]
    assert "And the oil?" in told.text
    assert member.email not in told.text + told.html + told.reply_to


def test_a_mail_that_comes_twice_counts_once(accepted):
    content = mail(accepted, "Once")
    take_in(content)
    take_in(content)
    assert Message.objects.count() == IncomingMail.objects.count() == 1


def test_files_are_examined_and_the_sender_learns_which_were_left_out(accepted, letters):
    take_in(mail(accepted, "See the guide.", files=[("guide.pdf", PDF), ("virus.exe", b"MZ...")]))
    assert [(paper.name, paper.size) for paper in Attachment.objects.all()] == [("guide.pdf", len(PDF))]
    assert "virus.exe" in letters(AWA)[-1].text
    assert IncomingMail.objects.get().left_out == ["virus.exe"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"X_Autoreply": "yes"},
        {"Precedence": "auto_reply"},
        {"Return_Path": "<>"},
    ],
)
def test_automatic_answers_are_left_alone(asked, headers, letters):
    take_in(mail(asked, "Yes, I am on holiday", **headers))
    asked.refresh_from_db()
    assert (asked.state, outcome(), letters()) == ("invited", "automatic", [])


def test_a_stranger_with_the_address_of_somebody_else_changes_nothing(asked, letters):
    take_in(mail(asked, "Yes", sender="stranger@example.org"))
    take_in(mail(asked, "Yes", sender="stranger@example.org"))
    asked.refresh_from_db()
    assert (asked.state, outcome()) == ("invited", "wrong-sender")
    told = letters("stranger@example.org")
    assert len(told) == 1, "told once a day, not for each mail"
    assert asked.question.title not in told[0].subject + told[0].text + told[0].html


def test_an_address_nobody_gave_out_is_recorded_and_not_answered(asked, letters):
    content = mail(asked, "Yes").replace(reply_address(asked).encode(), b"question+i1-aaaaaaaaaaaaaaaa@chm.example")
    take_in(content)
    asked.refresh_from_db()
    assert (asked.state, outcome(), letters()) == ("invited", "wrong-token", [])


def test_the_address_of_one_invitation_does_not_answer_another(asked, koffi):
    other = InvitationFactory(question=asked.question, entry=koffi)
    take_in(mail(other, "Yes", sender=AWA))
    other.refresh_from_db()
    assert (other.state, outcome()) == ("invited", "wrong-sender")


def test_mail_to_a_closed_question_is_turned_away_politely(accepted, member, letters):
    actions.close_question(accepted.question, by=member, result="answered")
    take_in(mail(accepted, "One more thing"))
    assert (Message.objects.count(), outcome()) == (0, "over")
    assert "not open any more" in letters(AWA)[-1].text


def test_who_declined_and_writes_again_does_not_come_into_the_conversation(question, awa):
    declined = InvitationFactory(question=question, entry=awa, state="declined")
    take_in(mail(declined, "By the way"))
    assert (Message.objects.count(), outcome()) == (0, "over")


def test_two_processes_with_one_mail_write_it_once(accepted):
    content = mail(accepted, "Once")
    IncomingMail.objects.create(key=f"<{next(_number) - 1}@mail.example.org>", outcome="message")
    take_in(content)
    assert Message.objects.count() == 0


def test_mail_servers_deliver_at_the_address_of_questions(settings):
    import asyncio
    from types import SimpleNamespace

    from notifications.incoming import Listener

    envelope = SimpleNamespace(rcpt_tos=[])
    ask = lambda address: asyncio.run(Listener().handle_RCPT(None, None, envelope, address, []))  # noqa: E731
    assert ask("question+i1-aaaaaaaaaaaaaaaa@chm.example").startswith("250")
    assert ask("somebody@chm.example").startswith("550")


def test_without_an_address_for_mail_letters_are_answered_by_links(question, member, awa, settings, letters):
    settings.MAIL_QUESTION_ADDRESS = ""
    actions.invite(question, [awa], by=member)
    told = letters(AWA)[-1]
    assert (told.reply_to, MARK in told.text) == ("", False)
    assert "begin with" not in told.text
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Fine.\n\nOn Tue, 3 Mar 2026 at 09:12, POPs Network <network@chm.example>\nwrote:\n> a\n> b", "Fine."),
        ("Bien.\n\nEl mar, 3 mar 2026 a las 9:12, POPs Network (<n@chm.example>) escribió:\n> a", "Bien."),
        ("Хорошо.\n\nвт, 3 мар. 2026 г. в 09:12, POPs Network <n@chm.example> пишет:\n> a", "Хорошо."),
        ("好。\n\n在 2026年3月3日，POPs Network 写道：\n> a", "好。"),
        ("حسنا.\n\nفي الثلاثاء، 3 مارس 2026، كتب POPs Network <n@chm.example>:\n> a", "حسنا."),
        ("Fine.\n\n-----Original Message-----\nFrom: POPs Network\nSent: today\nold words", "Fine."),
        ("Fine.\n\nFrom: POPs Network <network@chm.example>\nSent: today\nold words", "Fine."),
        (f"Fine.\n{MARK} To answer by mail, write above {MARK}\nold words", "Fine."),
        ("Fine.\n-- \nAwa Ndiaye\n+221 1234", "Fine."),
        ("Fine.\n\nSent from my phone", "Fine."),
        ("On Monday we met.\nIt wrote: nothing.\n\nBest", "On Monday we met.\nIt wrote: nothing.\n\nBest"),
        ("On Tue, 3 Mar 2026, A wrote:\n> What of the oil?\nBurn it at 1200 degrees.\n> And?\nWell.",
         "Burn it at 1200 degrees.\nWell."),
        ("> only quoted\n> words", ""),
    ],
)  # fmt: skip
def test_what_is_written_now_is_told_from_what_is_answered(written, kept):
    assert written_in(written) == kept


def test_a_mail_of_html_alone_is_read_without_what_it_quotes():
    page = (
        "<html><head><style>p{}</style></head><body><div>Yes, gladly.<br>Awa</div>"
        '<div class="gmail_quote">On Monday wrote: <blockquote>old words</blockquote></div></body></html>'
    )
    assert written_in(words_of_html(page)) == "Yes, gladly.\nAwa"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("yes", (True, "")), ("**Yes**", (True, "")), ("Oui, volontiers", (True, "volontiers")),
        ("Sí", (True, "")), ("si", (True, "")), ("Si vous", (None, "Si vous")), ("no", (False, "")),
        ("No: I am ill", (False, "I am ill")), ("No one here", (None, "No one here")), ("", (None, "")),
        ("是的，我可以", (True, "我可以")), ("不，谢谢", (False, "谢谢")), ("نعم، بكل سرور", (True, "بكل سرور")),
        ("I say yes", (None, "I say yes")),
    ],
)  # fmt: skip
def test_yes_and_no_in_six_languages(text, said):
    assert yes_or_no(text) == said
