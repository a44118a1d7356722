"""Documents that belong to agreements and projects: kept under names nobody can guess, read by whom they are for."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..choices import Readers


class Paper(models.Model):
    """A file of an agreement or a project. It is withdrawn, never deleted."""

    title = models.CharField(_("title"), max_length=255)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    readers = models.CharField(_("who may read it"), max_length=12, choices=Readers, default=Readers.INVOLVED)
    file = models.CharField(max_length=120, unique=True, editable=False)
    name = models.CharField(_("name of the file"), max_length=120, editable=False)
    kind = models.CharField(_("kind"), max_length=5, editable=False)
    size = models.PositiveIntegerField(_("size"), editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    added_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["added_at", "pk"]

    def __str__(self):
        return self.title
