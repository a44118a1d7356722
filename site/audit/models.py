"""The record of actions: who did what to what, when and why. Lines are added, never changed."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class EntryQuerySet(models.QuerySet):
    def about(self, thing):
        """Lines about one object, the latest first."""
        return self.filter(
            content_type=ContentType.objects.get_for_model(thing, for_concrete_model=False), object_id=thing.pk
        )

    def update(self, **changes):
        raise TypeError("The record of actions is never rewritten.")

    def delete(self):
        raise TypeError("The record of actions is never thinned out.")


class Entry(models.Model):
    """One line. ``label`` keeps the object's name as it was, should the object go."""

    action = models.CharField(_("action"), max_length=80, db_index=True)
    content_type = models.ForeignKey(ContentType, models.PROTECT, null=True, related_name="+")
    object_id = models.PositiveBigIntegerField(null=True)
    thing = GenericForeignKey()
    label = models.CharField(_("about"), max_length=255, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    by_name = models.CharField(_("by"), max_length=255, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now, db_index=True)
    reason = models.TextField(_("reason"), blank=True)
    changes = models.JSONField(_("changes"), default=dict, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("line of the record")
        verbose_name_plural = _("record of actions")
        indexes = [models.Index(fields=["content_type", "object_id"])]

    def __str__(self):
        return f"{self.action}: {self.label}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError("The record of actions is never rewritten.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("The record of actions is never thinned out.")

    @property
    def changes_in_words(self):
        """What changed, on one line."""
        return "; ".join(
            f"{name}: {', '.join(map(str, value)) if isinstance(value, list) else value}"
            for name, value in self.changes.items()
        )
