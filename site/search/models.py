"""What search remembers: changes the index has yet to take in, and searches that found nothing."""

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.choices import Audience


class PendingChange(models.Model):
    """A record that has changed since the index last took it in.

    Written in the transaction of the change, taken away once the index has it: whatever happens
    to the engine in between, nothing is lost.
    """

    identity = models.CharField(max_length=80, unique=True)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["changed_at", "pk"]
        verbose_name = _("change the index waits for")
        verbose_name_plural = _("changes the index waits for")

    def __str__(self):
        return self.identity


class EmptySearchQuerySet(models.QuerySet):
    def record(self, words, *, language, audience, kind=""):
        """Count a search that found nothing. Who searched is not kept."""
        words = words[: EmptySearch.LONGEST]
        key = {"words": words, "language": language, "audience": int(audience), "kind": kind}
        if not self.filter(**key).update(times=F("times") + 1, last_at=timezone.now()):
            self.update_or_create(**key)


class EmptySearch(models.Model):
    """Words for which nothing was found, in which language and by what kind of reader: a gap to fill."""

    LONGEST = 120

    words = models.CharField(_("words"), max_length=LONGEST)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    audience = models.PositiveSmallIntegerField(_("searched by"), choices=Audience)
    # What was looked for: experts, or whatever the directory has.
    kind = models.CharField(
        _("searched for"),
        max_length=10,
        blank=True,
        choices=[("", _("The directory")), ("experts", _("Experts of the roster"))],
    )
    times = models.PositiveIntegerField(_("times"), default=1)
    first_at = models.DateTimeField(_("first"), default=timezone.now)
    last_at = models.DateTimeField(_("last"), default=timezone.now, db_index=True)

    objects = EmptySearchQuerySet.as_manager()

    class Meta:
        ordering = ["-times", "-last_at"]
        verbose_name = _("search without result")
        verbose_name_plural = _("searches without result")
        constraints = [
            models.UniqueConstraint(
                fields=["words", "language", "audience", "kind"], name="one_count_per_empty_search"
            )
        ]

    def __str__(self):
        return self.words
