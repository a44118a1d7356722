"""Words that are looked at before they are read by all."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.models import Group

from ..choices import WordAction


class WatchedWordQuerySet(models.QuerySet):
    def for_group(self, group):
        """Those of the whole network and of the group."""
        return self.filter(Q(group=None) | Q(group=group))


class WatchedWord(models.Model):
    """A word, or several in a row, of one language or of any; in all groups, or in one.

    Found as whole words in all their forms; without a language, as written (whatever the accents and capitals).
    """

    text = models.CharField(_("word"), max_length=80, help_text=_("A word, or a few in a row."))
    language = models.CharField(
        _("language"),
        max_length=10,
        choices=settings.LANGUAGES,
        blank=True,
        help_text=_("All forms of the word in this language are found. Without a language, the word as written."),
    )
    group = models.ForeignKey(
        Group,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="watched_words",
        verbose_name=_("group"),
        help_text=_("Empty: in all groups."),
    )
    action = models.CharField(_("what follows"), max_length=6, choices=WordAction, default=WordAction.WAIT)
    note = models.CharField(_("why it is watched"), max_length=200, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    added_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)

    objects = WatchedWordQuerySet.as_manager()

    class Meta:
        ordering = ["text", "pk"]
        verbose_name = _("watched word")
        verbose_name_plural = _("watched words")
        constraints = [
            models.UniqueConstraint(
                fields=["group", "language", "text"], condition=Q(group__isnull=False), name="watched_once_a_group"
            ),
            models.UniqueConstraint(
                fields=["language", "text"], condition=Q(group=None), name="watched_once_in_the_network"
            ),
        ]

    def __str__(self):
        return self.text
