"""Addresses people write to: rooms above say which are theirs, and read what comes to them."""

import email
import email.policy
import email.utils

_mailboxes: list = []

# Where a message says that it came to, should the envelope be unknown.
_CAME_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc")


def open_mailbox(takes, read):
    """``takes(address)`` says whether an address is one of a room; ``read(content, message, addresses)`` is given
    each message that comes to one, with those of its addresses which the room takes.
    """
    if (takes, read) not in _mailboxes:
        _mailboxes.append((takes, read))


def are_taken(address):
    """Whether somebody reads what comes to an address."""
    return any(takes(address) for takes, _read in _mailboxes)


def deliver(content, recipients=()):
    """Give a message to every room whose address it came to. Returns whether there is one.

    Should a room fail, all are given it again when it comes again: each knows what it had.
    """
    message = email.message_from_bytes(content, policy=email.policy.default)
    addresses = list(dict.fromkeys([*recipients, *_addresses_in(message)]))
    is_taken = False
    for takes, read in _mailboxes:
        if own := [address for address in addresses if takes(address)]:
            read(content, message, own)
            is_taken = True
    return is_taken


def _addresses_in(message):
    for name in _CAME_TO:
        try:
            values = [" ".join(str(value).split()) for value in message.get_all(name, [])]
        except (ValueError, IndexError, AttributeError, TypeError):
            # Headers so broken that the standard parser stumbles over them.
            continue
        for _name, address in email.utils.getaddresses(values):
            if address:
                yield address
