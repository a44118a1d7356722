"""What search engines are told."""

import xml.etree.ElementTree as ET

import pytest
from django.core.cache import cache

from cms.sitemaps import SITEMAPS
from tests.factories import PersonFactory

SPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


@pytest.fixture(autouse=True)
def _nothing_remembered():
    cache.clear()


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return ET.fromstring(answer.content)  # noqa: S314  (written by ourselves)


def test_the_index_leads_to_every_sitemap(client, site_pages):
    addresses = [entry.text for entry in read(client, "/sitemap.xml").findall("s:sitemap/s:loc", SPACE)]

    assert len(addresses) == len(SITEMAPS)
    for address in addresses:
        assert read(client, address.removeprefix("http://testserver")).tag.endswith("urlset")


def test_a_person_is_found_in_six_languages_unless_hidden(client, db):
    PersonFactory(slug="halima-yusuf")
    PersonFactory(slug="hidden", listing=1)
    PersonFactory(slug="waiting", status="waiting")

    urls = read(client, "/sitemap-people-ar.xml").findall("s:url", SPACE)

    assert [url.find("s:loc", SPACE).text for url in urls] == ["http://testserver/ar/directory/people/halima-yusuf/"]
    assert {link.get("hreflang"): link.get("href") for link in urls[0].findall("x:link", SPACE)} == {
        language: f"http://testserver/{language}/directory/people/halima-yusuf/"
        for language in ("en", "ar", "es", "fr", "ru", "zh-hans")
    }


def test_the_bare_address_leads_to_the_readers_language(client, site_pages):
    assert client.get("/", headers={"accept-language": "fr-CH, fr;q=0.9"}).headers["Location"] == "/fr/"
    assert client.get("/", headers={"accept-language": "zh-CN"}).headers["Location"] == "/zh-hans/"
    assert client.get("/", headers={"accept-language": "sw"}).headers["Location"] == "/en/"


def test_robots_keep_out_of_what_is_not_for_them(client, settings):
    assert "Disallow: /\n" in client.get("/robots.txt").content.decode()

    settings.DEMONSTRATION = False
    told = client.get("/robots.txt").content.decode()
    assert "Disallow: /cms/" in told
    assert "Sitemap: http://testserver/sitemap.xml" in told


def test_every_page_names_itself_in_the_other_languages(client, site_pages):
    page = client.get("/fr/about/").content.decode()

    assert '<link rel="alternate" hreflang="zh-hans" href="http://testserver/zh-hans/about/">' in page
    assert '<link rel="alternate" hreflang="x-default" href="http://testserver/en/about/">' in page
