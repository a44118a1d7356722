"""Catalogues of the interface: gather the strings, compile, and say where a translation is missing.

python tools/catalogues.py gather     # needs gettext's xgettext; writes site/locale/*/LC_MESSAGES/django.po
python tools/catalogues.py compile    # writes the .mo beside each .po
python tools/catalogues.py check      # exits 1 when a string is not gathered, not translated or not compiled
"""

import re
import subprocess
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "site" / "locale"
LANGUAGES = ("ar", "es", "fr", "ru", "zh_Hans")
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")


def catalogue(language, suffix="po"):
    return LOCALE / language / "LC_MESSAGES" / f"django.{suffix}"


def gather(languages=LANGUAGES):
    command = [sys.executable, "manage.py", "makemessages", "--no-obsolete", "--no-wrap", "--add-location", "file"]
    for language in languages:
        catalogue(language).parent.mkdir(parents=True, exist_ok=True)
        command += ["--locale", language]
    for ignored in (".venv", "var", "tests", "tools"):
        command += ["--ignore", ignored]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    for language in languages:
        without_guesses(language)


def without_guesses(language):
    """Empty what the merge only guessed: a sentence like another is not its translation."""
    po = polib.pofile(str(catalogue(language)), wrapwidth=10_000)
    for entry in po.fuzzy_entries():
        entry.flags.remove("fuzzy")
        entry.previous_msgid = entry.previous_msgctxt = entry.previous_msgid_plural = None
        entry.msgstr = ""
        entry.msgstr_plural = dict.fromkeys(entry.msgstr_plural, "")
    po.metadata = {
        key: value
        for key, value in po.metadata.items()
        if key in ("MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Plural-Forms")
    } | {"Language": language}
    po.header = ""
    po.metadata_is_fuzzy = False
    po.save()


def compile_catalogues():
    for language in LANGUAGES:
        polib.pofile(str(catalogue(language))).save_as_mofile(str(catalogue(language, "mo")))


def placeholders(text):
    """The parts of a sentence that code fills in."""
    return {match.group(1) or match.group(2) or match.group(0) for match in _PLACEHOLDER.finditer(text)}


def gaps(language):
    """Sentences that tell what is missing in a language."""
    po = polib.pofile(str(catalogue(language)))
    for entry in po:
        if entry.obsolete:
            continue
        said = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        if entry.fuzzy or not all(said):
            yield f"{language}: not translated: {entry.msgid!r}"
            continue
        known = placeholders(entry.msgid) | placeholders(entry.msgid_plural)
        for text in said:
            # A singular may leave its number out; nothing may be added, and only a number may be missing.
            if placeholders(text) - known or (not entry.msgid_plural and placeholders(text) != known):
                yield f"{language}: other placeholders than in {entry.msgid!r}: {text!r}"
    compiled = polib.mofile(str(catalogue(language, "mo")))
    if {(entry.msgctxt, entry.msgid): entry.msgstr for entry in compiled} != {
        (entry.msgctxt, entry.msgid): entry.msgstr for entry in po.translated_entries()
    }:
        yield f"{language}: the compiled catalogue is not that of the written one"


def not_gathered():
    """Strings of the code that no catalogue has yet, found by gathering once more."""
    kept = {language: catalogue(language).read_bytes() for language in LANGUAGES}
    before = keys("ar")
    try:
        gather(("ar",))
        after = keys("ar")
    finally:
        for language, content in kept.items():
            catalogue(language).write_bytes(content)
    yield from (f"not gathered: {key[1]!r}" for key in sorted(after - before, key=str))
    yield from (f"no longer used: {key[1]!r}" for key in sorted(before - after, key=str))


def keys(language):
    po = polib.pofile(str(catalogue(language)))
    return {(entry.msgctxt, entry.msgid) for entry in po if not entry.obsolete}


def check():
    missing = [gap for language in LANGUAGES for gap in gaps(language)] + list(not_gathered())
    print("\n".join(missing) or "Every string is gathered, translated and compiled in five languages.")
    return bool(missing)


if __name__ == "__main__":
    verb = sys.argv[1] if len(sys.argv) == 2 else ""
    if verb not in ("gather", "compile", "check"):
        sys.exit(__doc__)
    sys.exit({"gather": gather, "compile": compile_catalogues, "check": check}[verb]())
