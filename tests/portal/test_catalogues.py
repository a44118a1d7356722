"""The interface speaks six languages: no catalogue may have a gap."""

import pytest

from tools import catalogues


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_every_gathered_string_is_translated_and_compiled(language):
    assert list(catalogues.gaps(language)) == []


def test_a_gap_is_noticed(tmp_path, monkeypatch):
    """The check itself: an empty, a guessed and a misfitting translation are each told."""
    folder = tmp_path / "ar" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "one"\nmsgstr ""\n\n#, fuzzy\nmsgid "two"\nmsgstr "اثنان"\n\n'
        'msgid "%(number)s people"\nmsgstr "%(nombre)s أشخاص"\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path)
    monkeypatch.setattr(catalogues, "LANGUAGES", ("ar",))
    catalogues.compile_catalogues()

    assert len(list(catalogues.gaps("ar"))) == 3
