"""The folder that takes the place of a mail server on a machine that has none."""

import email
import email.policy
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from pathlib import Path

from django.conf import settings

# Django ends every message in a file with this line. What leaves over one connection stands in one file.
SEPARATOR = b"\n" + b"-" * 79 + b"\n"


def is_used():
    """Whether mail is written to a folder. Production refuses to start like that."""
    return settings.EMAIL_BACKEND.endswith("filebased.EmailBackend")


@dataclass(frozen=True)
class KeptMail:
    """One mail of the folder, with what its file holds of it."""

    name: str
    content: bytes

    @cached_property
    def message(self):
        return email.message_from_bytes(self.content, policy=email.policy.default)

    @property
    def subject(self):
        return str(self.message["Subject"] or "")

    @property
    def to(self):
        return str(self.message["To"] or "")

    @property
    def reply_to(self):
        return str(self.message["Reply-To"] or "")

    @property
    def language(self):
        return str(self.message["Content-Language"] or "")

    @property
    def at(self) -> datetime:
        return parsedate_to_datetime(str(self.message["Date"]))

    @property
    def text(self):
        return self._part("plain")

    @property
    def html(self):
        return self._part("html")

    def _part(self, kind):
        part = self.message.get_body((kind,))
        return part.get_content() if part else ""


def mails():
    """Every mail of the folder, the latest first."""
    folder = Path(settings.EMAIL_FILE_PATH)
    paths = sorted(folder.glob("*.log"), key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
    return [kept for path in paths for kept in reversed(_mails_in(path))]


def _mails_in(path):
    """The mails of one file in the order in which they left; those after the first are named by their number."""
    contents = [content for content in path.read_bytes().split(SEPARATOR) if content.strip()]
    return [
        KeptMail(path.stem if number == 1 else f"{path.stem}-{number}", content)
        for number, content in enumerate(contents, 1)
    ]


def mail_named(name):
    """The mail of this name, or None. Looked up among those there are, so no name leads out of the folder."""
    return next((mail for mail in mails() if mail.name == name), None)
