"""What is kept of live pages: nothing but who does not want to be shown on them."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class QuietReader(models.Model):
    """Somebody who does not want others to see that they read or write. Counted as one more reader, without a name.

    Members are shown to those who may see their record, unless they are here; visitors never are.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="quiet_reader")
    since = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("quiet reader")
        verbose_name_plural = _("quiet readers")

    def __str__(self):
        return str(self.user)
