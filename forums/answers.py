"""What a reply by mail may say besides words for the thread: nested rooms read it first, as a vote in a poll.

A reader is called as ``reader(post, user, text)``: the post that is replied to, who replies, and what they wrote
without the mail they answer. It runs inside the transaction of the mail, once for each mail, after the sender was
found to be who they say and to read the post. It returns None when the text is not for it, and the mail is posted as
any reply; else a whole sentence in the active language, that of the sender, which confirms what was done: it is
mailed back and nothing is posted. What is understood and not possible raises ``exceptions.Refused``.
"""

_readers = []


def read_by(reader):
    if reader not in _readers:
        _readers.append(reader)


def read(post, user, text):
    """The confirmation of the first reader that understands a reply, or None."""
    for reader in _readers:
        if (said := reader(post, user, text)) is not None:
            return said
    return None
