"""What the log says, one event a line."""

import logging


class OneLine(logging.Formatter):
    """Whatever somebody managed to put into a message, it cannot begin another line or paint a terminal."""

    def format(self, record):
        text = super().format(record)
        first, *traceback = text.split("\nTraceback ", 1)
        return "\nTraceback ".join([_visible(first), *traceback])


def _visible(text):
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)
