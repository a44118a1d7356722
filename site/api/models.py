"""What programs show to be let in as somebody."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.choices import Audience

from .choices import TOKEN_AUDIENCES, ForumUse


class TokenQuerySet(models.QuerySet):
    def working(self):
        """Tokens that open something now."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=timezone.now())


class Token(models.Model):
    """Lets a program read as its owner could, no further than ``audience``, and do in the forums what ``forums``
    says. Only a digest of its secret is kept.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens", verbose_name=_("owner")
    )
    name = models.CharField(_("what it is for"), max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    # By which the owner tells it from others, in a program's settings.
    ending = models.CharField(_("ends with"), max_length=4, editable=False)
    audience = models.PositiveSmallIntegerField(
        _("sees"), choices=[(level.value, level.label) for level in TOKEN_AUDIENCES], default=Audience.EVERYONE
    )
    forums = models.CharField(_("in the forums"), max_length=5, choices=ForumUse, blank=True, default=ForumUse.NONE)
    made_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("works until"))
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)
    # Comes with the form, so that a form sent twice makes one token.
    form = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("token")
        verbose_name_plural = _("tokens")

    def __str__(self):
        return self.name

    @property
    def works(self):
        return self.revoked_at is None and self.expires_at > timezone.now()
