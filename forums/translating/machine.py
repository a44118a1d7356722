"""The hook for a machine translation service: one that speaks as LibreTranslate does, at ``MACHINE_TRANSLATION_URL``.

Off without an address. What it answers is taken as Markdown of a stranger: rendered as safely as a member's.
"""

import json

import requests
from django.conf import settings

# The service names languages as ISO 639 does.
_CODES = {"zh-hans": "zh"}
_LARGEST_ANSWER = 1_000_000


class MachineError(Exception):
    """The service did not answer, or not so that it could be used. Holds no text of anybody."""


def is_on():
    return bool(settings.MACHINE_TRANSLATION_URL)


def most_characters():
    return settings.MACHINE_TRANSLATION_MOST_CHARACTERS


def translate(text, source, target):
    """The text in another language. Raises ``MachineError``."""
    asked = {"q": text, "source": _code(source), "target": _code(target), "format": "text"}
    if settings.MACHINE_TRANSLATION_KEY:
        asked["api_key"] = settings.MACHINE_TRANSLATION_KEY
    seconds = settings.MACHINE_TRANSLATION_SECONDS
    try:
        # It is told nothing about who asks, and leads nowhere else.
        with requests.post(
            settings.MACHINE_TRANSLATION_URL, json=asked, timeout=seconds, stream=True, allow_redirects=False
        ) as answer:
            if answer.status_code != 200:
                raise MachineError(f"The service answered {answer.status_code}.")
            body = answer.raw.read(_LARGEST_ANSWER + 1, decode_content=True)
    except requests.Timeout:
        raise MachineError("The service took too long.") from None
    except (requests.RequestException, OSError):
        raise MachineError("The service cannot be reached.") from None
    if len(body) > _LARGEST_ANSWER:
        raise MachineError("The service answered too much.")
    try:
        translated = json.loads(body)["translatedText"]
    except (ValueError, KeyError, TypeError):
        raise MachineError("The service answered something else than a translation.") from None
    if not isinstance(translated, str) or not translated.strip() or len(translated) > 4 * len(text) + 1000:
        raise MachineError("The service answered something else than a translation.")
    return translated.replace("\x00", "")


def _code(language):
    return _CODES.get(language, language[:2])
