"""What stands for words in an address."""

from django.urls import register_converter
from django.urls.converters import StringConverter


class Words(StringConverter):
    """Anything within one part of an address but NUL, which no database takes: such an address does not exist."""

    regex = r"[^/\x00]+"


register_converter(Words, "words")
