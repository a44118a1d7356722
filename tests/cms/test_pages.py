"""The pages the Secretariat writes, and the front door."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale

from cms.models import ContentPage, HomePage
from tests.factories import InstitutionFactory, PersonFactory

LANGUAGES = ["en", "ar", "es", "fr", "ru", "zh-hans"]
SLUGS = ["about", "accessibility", "contact", "privacy", "take-part"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_exists_in_every_language(client, site_pages, language):
    for address in (f"/{language}/", *(f"/{language}/{slug}/" for slug in SLUGS)):
        answer = client.get(address)

        assert answer.status_code == 200, address
        assert f'lang="{language}"' in answer.content.decode()


def test_what_the_secretariat_wrote_is_not_overwritten(site_pages):
    about = ContentPage.objects.get(slug="about", locale=Locale.objects.get(language_code="fr"))
    about.title = "Notre réseau"
    about.save_revision().publish()

    call_command("create_site_pages", verbosity=0)

    about.refresh_from_db()
    assert about.title == "Notre réseau"
    assert ContentPage.objects.count() == len(LANGUAGES) * len(SLUGS)
    assert HomePage.objects.count() == len(LANGUAGES)


def test_the_pages_of_one_text_are_translations_of_one_another(site_pages):
    about = ContentPage.objects.get(slug="about", locale__language_code="en")

    assert {page.locale.language_code for page in about.get_translations(inclusive=True)} == set(LANGUAGES)


def test_the_front_page_asks_little_and_always_the_same(client, site_pages):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/en/").status_code == 200
        return len(asked)

    PersonFactory()
    InstitutionFactory()
    client.get("/en/")
    one = queries()
    for _number in range(3):
        PersonFactory()
        InstitutionFactory()

    assert queries() == one
    assert one <= 8


def test_who_is_hidden_is_not_on_the_front_page(client, site_pages):
    PersonFactory(given_name="Seen", family_name="Byall")
    PersonFactory(given_name="Hidden", family_name="Frommost", listing=3)
    PersonFactory(given_name="Waits", family_name="Still", status="waiting")

    front = client.get("/en/").content.decode()

    assert "Byall" in front
    assert "Frommost" not in front
    assert "Still" not in front


def test_the_roles_of_categories_come_from_the_directory(client, site_pages):
    from tests.factories import CategoryFactory

    CategoryFactory(code="expert", description_fr="Possède des connaissances particulières.")

    assert "Possède des connaissances particulières." in client.get("/fr/take-part/").content.decode()
