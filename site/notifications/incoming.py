"""The ways in for mail: a pipe, a folder, a listener."""

import asyncio
import logging
import mailbox
import re
from pathlib import Path

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


class Listener:
    """Answers mail servers: takes what comes to the bounce address and those of other rooms, and relays nothing."""

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        local, _at, domain = settings.MAIL_BOUNCE_ADDRESS.lower().rpartition("@")
        is_notice = local and re.fullmatch(rf"{re.escape(local)}(\+[^@]*)?@{re.escape(domain)}", address.lower())
        if not is_notice and not mailboxes.are_taken(address):
            return "550 5.1.1 Only notices about mail of this site, and answers to it, are taken here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        try:
            await asyncio.to_thread(take_in_and_let_go, envelope.content, tuple(envelope.rcpt_tos))
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
        domain = (settings.MAIL_BOUNCE_ADDRESS or settings.MAIL_QUESTION_ADDRESS).rpartition("@")[2] or "localhost"
        return SMTP(self.handler, hostname=domain, ident="POPs Network", data_size_limit=MOST_READ)
