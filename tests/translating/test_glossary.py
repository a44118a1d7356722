"""The Convention's terms: side by side, and marked in posts."""

import re

import pytest

from directory import words
from directory.models import Chemical
from forums.actions import reply
from forums.translating.glossary import mark

pytestmark = pytest.mark.django_db


@pytest.fixture
def chemicals():
    Chemical.objects.create(
        code="POP-09",
        name_en="Polychlorinated biphenyls",
        name_fr="Polychlorobiphényles (PCB)",
        name_ru="Полихлорированные дифенилы (ПХД)",
        name_ar="ثنائي الفينيل متعدد الكلور",
        name_zh="多氯联苯",
        abbreviation="PCB",
        annexes="A",
    )
    Chemical.objects.create(code="POP-18", name_en="Lindane", name_es="Lindano", name_zh="林丹", annexes="A")
    words.forget()


@pytest.mark.parametrize(
    ("language", "text", "marked"),
    [
        ("en", "<p>Old PCBs, more PCBs</p>", "<p>Old [PCBs](pop-09), more PCBs</p>"),
        ("en", "<p>a polychlorinated biphenyl</p>", "<p>a [polychlorinated biphenyl](pop-09)</p>"),
        ("en", "<p>A bat flies</p>", "<p>A bat flies</p>"),
        ("en", "<p>BAT applies</p>", "<p>[BAT](bat) applies</p>"),
        ("en", "<p><code>PCB</code></p><h3>PCB</h3>", "<p><code>PCB</code></p><h3>PCB</h3>"),
        ("en", '<p><a href="/x">PCB</a></p>', '<p><a href="/x">PCB</a></p>'),
        ("en", "<p>&lt;script&gt; &amp; lindane</p>", "<p>&lt;script&gt; &amp; [lindane](pop-18)</p>"),
        ("es", "<p>El lindano</p>", "<p>El [lindano](pop-18)</p>"),
        ("fr", "<p>les polychlorobiphényles</p>", "<p>les [polychlorobiphényles](pop-09)</p>"),
        ("ru", "<p>о полихлорированных дифенилах</p>", "<p>о [полихлорированных дифенилах](pop-09)</p>"),
        ("ar", "<p>ثنائي الفينيل متعدد الكلور</p>", "<p>[ثنائي الفينيل متعدد الكلور](pop-09)</p>"),
        ("zh-hans", "<p>关于多氯联苯和林丹</p>", "<p>关于[多氯联苯](pop-09)和[林丹](pop-18)</p>"),
        ("", "<p>Nothing here</p>", "<p>Nothing here</p>"),
    ],
)
def test_the_first_time_a_term_stands_in_a_post_it_leads_to_the_glossary(chemicals, language, text, marked):
    link = r'<a href="/forums/glossary/#\2" class="term">\1</a>'

    assert mark(text, language) == re.sub(r"\[(.+?)\]\((.+?)\)", link, marked)


def test_a_post_is_marked_when_it_is_written(chemicals, thread, member):
    post = reply(thread, by=member, text="We found **lindane** <b>here</b>.", language="en")

    assert '<strong><a href="/forums/glossary/#pop-18" class="term">lindane</a></strong>' in post.html
    assert "<b>" not in post.html


def test_the_glossary_shows_all_terms_in_the_readers_language_first_and_finds_any_name(chemicals, client):
    page = client.get("/ar/forums/glossary/")
    assert page.context["columns"][0]["code"] == "ar"
    assert 'id="pop-09"' in page.content.decode()

    found = client.get("/en/forums/glossary/", {"q": "biphényles"})
    assert [row["term"].code for row in found.context["rows"]] == ["pop-09"]
    assert client.get("/en/forums/glossary/", {"q": "nothing like it"}).context["rows"] == []


def test_the_glossary_costs_the_same_however_many_terms_there_are(chemicals, client, django_assert_max_num_queries):
    client.get("/en/forums/glossary/")
    with django_assert_max_num_queries(2):
        client.get("/en/forums/glossary/")
