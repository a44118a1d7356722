"""Whatever is typed, the answer is a page."""

import pytest
from search.parsing import read

from tests.factories import PersonFactory

# ruff: noqa: E501

ODD = [
    *('"', '""', '"""', "'", "`", "(", ")", "(((", ")))", "((('", "[* TO *]", "year:[* TO", "a:b:c", "AND", "OR"),
    *("NOT", "AND OR NOT", "-", "--", "-a", "- -", '-"a', "*", "**", "?", "~", "a~2", "a^3", "a*b?", "\\", "\\\\", "/"),
    *("&", "|", "&&", "!", "<->", "a <-> b", "':*", "a:*A", "'' | ''", "%", "%s", "%(a)s", "{}", "{0}", "$$", "$1"),
    *("\0", "a\0b", "\x1f", "\x7f", "\ufffe", "\uffff", "\ud83d\ude00", "😀", "👨‍👩‍👧‍👦", "🇰🇪", "\u202eabc", "\u200f", "\u061c"),
    *("\u0300", "a\u0300\u0301\u0302" * 50, "ﷺ", "ﬃ", "Ⅷ", "①②", "ｆｕｌｌ　ｗｉｄｔｈ", "İ", "ß", "ŉ", "ǅ", "Å", "ﾊﾝｶｸ", "한국어"),
    *("ไทย", "हिन्दी", "ខ្មែរ", "𝒯𝓮𝔁𝓽", "𠀋𡈽", "〆〇", "٠١٢٣٤٥٦٧٨٩", "+254 20 123-4567", "1/0", "0x0", "NaN", "1e309"),
    *("' OR 1=1 --", "'; DROP TABLE directory_person; --", "<script>alert(1)</script>", "${7*7}", "{{7*7}}", "../../etc/passwd"),
    *("a" * 6000, "a " * 3000, '"a ' * 2000, "-a " * 2000, "王" * 6000, "ا" * 6000, " " * 6000, "\n\t\r", "null", "undefined"),
    *("the", "the of and", "who", "的", "و", "0", "00", ".", "...", "_", "__", "a_b", "a.b@c.d", "http://a.b/c?d=e&f=g#h"),
]  # fmt: skip


@pytest.mark.parametrize("words", ODD, ids=lambda words: ascii(words[:20]))
def test_reading_never_fails(words):
    assert len(read(words)) <= 24


@pytest.mark.django_db
def test_no_input_breaks_an_engine(indexed):
    PersonFactory(slug="somebody", family_name="O'Brien \\ % _", position="Chemist: (air) & water")
    search = indexed()

    for words in ODD:
        question = search(words)
        assert len(question[:25]) <= 1, words
        assert isinstance(question.facet("country").facet_counts()["fields"]["country"], list)
    for value in ODD:
        assert search.slugs(country=value) == [], value
        assert len(search().narrow(f"country_exact:{value}")) in (0, 1)
    assert search.slugs("O'Brien") == ["somebody"]
    assert search.slugs("air & water") == ["somebody"]


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["directory/people/", "directory/institutions/", "search/"])
def test_no_address_breaks_a_page(client, indexed, page):
    PersonFactory()
    indexed()

    for odd in ODD[::7]:
        for parameter in ("q", "country", "page", "sort", "freshness", "all"):
            assert client.get(f"/en/{page}", {parameter: odd}).status_code == 200, (parameter, odd)
    assert client.get(f"/en/{page}", {"format": "exe"}).status_code == 404
    assert client.get(f"/en/{page}", {"page": "999999999"}).status_code == 200
    assert client.get(f"/en/{page}?q=%ff%fe&country=%00").status_code == 200
