"""What versions of terms say to a reader: in which language, and how one differs from another."""

from django.utils.translation import get_language
from prose import plain_text

from directory.models.names import direction

from .comparison import compared


def written(terms, part, language=None):
    """What a version says, with the language it says it in, for ``lang`` and ``dir``."""
    words, code = terms.words(part, language)
    return {"text": words, "lang": "zh-Hans" if code == "zh" else code, "dir": direction(code)}


def differences(old, new):
    """Undertaking and text of two versions, compared; in English where one of them lacks the reader's language."""
    own = {terms.words(part)[1] for terms in (old, new) for part in ("undertaking", "text")}
    language = get_language() if len(own) == 1 else "en"
    shown = written(new, "text", language)
    return {
        "undertaking": list(compared(*(terms.words("undertaking", language)[0] for terms in (old, new)))),
        "text": list(compared(*(plain_text(terms.words("text", language)[0]) for terms in (old, new)))),
        "lang": shown["lang"],
        "dir": shown["dir"],
    }


def reader():
    """The reader's language as pages mark it."""
    code = get_language() or "en"
    return "zh-Hans" if code.startswith("zh") else code
