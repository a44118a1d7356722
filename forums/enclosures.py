"""What nested rooms add to the letter of a post: a poll its numbered options and how one votes by answering.

A writer is called as ``writer(post)``, once for each language of its readers and with that language active; it
returns plain text, whole lines, that every reader of the post may see, or nothing. It asks for nothing about who
reads: thousands may get what it writes.
"""

_writers = []


def enclose(writer):
    if writer not in _writers:
        _writers.append(writer)


def of(post):
    """The texts that go with a post."""
    return [text for writer in _writers if (text := writer(post))]
