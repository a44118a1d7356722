"""The ways in for mail: a pipe, a folder, a mailbox of a mail server, a listener."""

import asyncio
import imaplib
import logging
import mailbox
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from django.conf import settings
from django.db import close_old_connections

from . import mailboxes
from .reachability import take_in

logger = logging.getLogger(__name__)

# Notices are small, and of a returned mail no more is needed than its beginning; answers may bring papers along,
# which mail makes a third larger.
MOST_READ = 25 * 1024 * 1024
# A letter has few recipients here; more in one go is somebody trying addresses.
MOST_RECIPIENTS = 50
IMAP_PATIENCE = 60


def take_in_folder(path, keep=False):
    """Take in every message of a maildir (a folder) or an mbox (a file), and remove it unless it is to be kept.

    A message that cannot be taken in stays where it is, for the next time. Returns how many were taken in.
    """
    path = Path(path)
    folder = mailbox.Maildir(path, create=False) if path.is_dir() else mailbox.mbox(path, create=False)
    taken = 0
    folder.lock()
    try:
        for key in list(folder.keys()):
            try:
                take_in(folder.get_bytes(key)[:MOST_READ])
            except Exception:
                logger.exception("The message %s in %s could not be taken in", key, path)
                continue
            taken += 1
            if not keep:
                folder.remove(key)
    finally:
        folder.flush()
        folder.unlock()
        folder.close()
    return taken


class Mailbox:
    """A mailbox of an IMAP server, named by an address as ``imaps://user:password@mail.example.org/INBOX``.

    Without encryption (``imap://``) it is for a server on the same machine.
    """

    def __init__(self, address):
        parts = urlsplit(address)
        if parts.scheme not in ("imap", "imaps") or not parts.hostname or not parts.username:
            raise ValueError("The address of the mailbox is written imaps://user:password@host/folder.")
        self.is_encrypted = parts.scheme == "imaps"
        self.host, self.port = parts.hostname, parts.port or (993 if self.is_encrypted else 143)
        self.user, self.password = unquote(parts.username), unquote(parts.password or "")
        self.folder = unquote(parts.path.strip("/")) or "INBOX"

    def take_in_all(self, keep=False):
        """Take in every message, and delete it unless it is to be kept: then it is marked as read, and only what is
        not is taken in. One that cannot be taken in stays for the next time. Returns how many were taken in.
        """
        door = imaplib.IMAP4_SSL if self.is_encrypted else imaplib.IMAP4
        with door(self.host, self.port, timeout=IMAP_PATIENCE) as server:
            server.login(self.user, self.password)
            _said(server.select(f'"{self.folder}"'))
            (found,) = _said(server.uid("SEARCH", "UNSEEN" if keep else "UNDELETED"))
            taken = sum(self._take_in_one(server, uid, keep) for uid in (found or b"").split())
            if not keep:
                server.expunge()
            return taken

    def _take_in_one(self, server, uid, keep):
        try:
            # The beginning of a message that is larger than all others may be.
            fetched = _said(server.uid("FETCH", uid, f"(BODY.PEEK[]<0.{MOST_READ}>)"))
            content = next(part[1] for part in fetched if isinstance(part, tuple))
            take_in_and_let_go(content)
        except imaplib.IMAP4.abort:
            raise
        except Exception:
            logger.exception("The message %s could not be taken in", uid)
            return False
        _said(server.uid("STORE", uid, "+FLAGS", r"(\Seen)" if keep else r"(\Deleted)"))
        return True


def _said(answer):
    said, words = answer
    if said != "OK":
        raise imaplib.IMAP4.error(str(words))
    return words


class Listener:
    """Answers mail servers: takes what comes to the bounce address and those of other rooms, and relays nothing."""

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        local, _at, domain = settings.MAIL_BOUNCE_ADDRESS.lower().rpartition("@")
        is_notice = local and re.fullmatch(rf"{re.escape(local)}(\+[^@]*)?@{re.escape(domain)}", address.lower())
        if not is_notice and not mailboxes.are_taken(address):
            return "550 5.1.1 Only notices about mail of this site, and answers to it, are taken here"
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        try:
            # As whoever delivers a message writes it: programs answer without a sender.
            content = f"Return-Path: <{(envelope.mail_from or '').strip('<>')}>\r\n".encode() + envelope.content
            await asyncio.to_thread(take_in_and_let_go, content, tuple(envelope.rcpt_tos))
        except Exception:
            # The other server keeps the message and comes back.
            logger.exception("A message could not be taken in")
            return "451 4.3.0 Not now, please try again"
        return "250 2.0.0 Taken"


def take_in_and_let_go(content, recipients):
    """For a thread that lives longer than a connection to the database may."""
    close_old_connections()
    try:
        return take_in(content, recipients)
    finally:
        close_old_connections()


class Door(Controller):
    def factory(self):
        # Without a name given the server looks up that of the machine, which may take seconds.
        domain = addresses_taken()[0].rpartition("@")[2] if addresses_taken() else "localhost"
        return SMTP(self.handler, hostname=domain, ident="POPs Network", data_size_limit=MOST_READ)


def addresses_taken():
    """The addresses and domains at which the site takes mail in, as they are set."""
    return [
        *filter(None, (settings.MAIL_BOUNCE_ADDRESS, settings.MAIL_QUESTION_ADDRESS, settings.MAIL_FORUMS_ADDRESS))
    ]
