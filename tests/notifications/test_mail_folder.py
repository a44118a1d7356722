"""Reading mail on a machine without a mail server."""

import pytest
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from notifications.actions import send_rendered


@pytest.fixture
def folder(settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    return tmp_path / "mail"


@pytest.fixture
def sent(folder, db, django_capture_on_commit_callbacks):
    def send(subject="Ваш код", text="Код: 123456 <script>alert(1)</script>", html="<p onclick=x>Код</p>"):
        with django_capture_on_commit_callbacks(execute=True):
            send_rendered(subject, text, html, "somebody@example.org", "ru")

    return send


def test_newcomer_reads_the_code_they_were_sent(client, sent):
    sent()
    page = client.get(reverse("mail:list"))
    [mail] = page.context["page_obj"]
    assert (mail.subject, mail.to, mail.language) == ("Ваш код", "somebody@example.org", "ru")

    page = client.get(reverse("mail:mail", args=[mail.name]))
    assert "Код: 123456 &lt;script&gt;" in page.content.decode()


def test_latest_mail_stands_first(client, sent):
    sent(subject="one")
    sent(subject="two")

    assert [mail.subject for mail in client.get(reverse("mail:list")).context["page_obj"]] == ["two", "one"]


def test_html_is_shown_where_it_can_do_nothing(client, sent):
    sent()
    name = client.get(reverse("mail:list")).context["page_obj"][0].name
    page = client.get(reverse("mail:html", args=[name]))

    assert page.content.decode() == "<p onclick=x>Код</p>"
    policy = page["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy


def test_empty_folder_says_what_to_do(client, folder, db):
    assert "Nothing has been sent yet" in client.get(reverse("mail:list")).content.decode()


@pytest.mark.parametrize("name", ["..", "%2e%2e%2fsecret", "..%2fsecret", "nothing"])
def test_no_name_leads_out_of_the_folder(name, client, sent, folder):
    (folder.parent / "secret.log").write_text("Subject: secret\n\nsecret")
    sent()
    assert client.get(f"/en/mail/{name}/").status_code == 404


def test_there_is_no_folder_where_mail_goes_to_a_server(client, db):
    for address in (reverse("mail:list"), reverse("mail:mail", args=["x"]), reverse("mail:html", args=["x"])):
        assert client.get(address).status_code == 404


def test_mails_that_left_over_one_connection_are_shown_each(client, folder, settings):
    settings.EMAIL_FILE_PATH = str(folder)
    with get_connection("django.core.mail.backends.filebased.EmailBackend", file_path=str(folder)) as line:
        for number in range(3):
            EmailMessage(f"Letter {number}", "Words", "a@example.org", ["b@example.org"], connection=line).send()

    shown = client.get(reverse("mail:list")).context["page_obj"]

    assert [mail.subject for mail in shown] == ["Letter 2", "Letter 1", "Letter 0"]
    for mail in shown:
        assert client.get(reverse("mail:mail", args=[mail.name])).context["mail"].subject == mail.subject
