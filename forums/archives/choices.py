"""The kinds of archives, and where the work on one stands."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    MBOX = "mbox", _("Mail archive (mbox)")
    STACK_EXCHANGE = "stack-exchange", _("Questions and answers (Stack Exchange: JSON lines, or the XML of a dump)")


class ImportState(models.TextChoices):
    """An archive is read first and shown; only then somebody says that it be brought in."""

    CHECKING = "checking", pgettext_lazy("archive", "Being read")
    CHECKED = "checked", pgettext_lazy("archive", "Read, not brought in")
    APPLYING = "applying", pgettext_lazy("archive", "Being brought in")
    DONE = "done", pgettext_lazy("archive", "Brought in")
    UNREADABLE = "unreadable", pgettext_lazy("archive", "Not readable")


class ExportState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("export", "Being made")
    READY = "ready", pgettext_lazy("export", "Ready")


LARGEST_ARCHIVE = 500 * 1024 * 1024
EXPORTS_KEPT_FOR = timedelta(days=7)
