"""What the data files said last, so that loading them again tells people's changes from the files'."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LoadedRow(models.Model):
    """One row of a data file as it was last loaded.

    ``values`` are what was written then, by field. A field that holds something else now was edited on the site,
    and loading leaves it alone.
    """

    file = models.CharField(_("file"), max_length=60)
    code = models.CharField(_("row"), max_length=120)
    values = models.JSONField(default=dict, editable=False)
    loaded_at = models.DateTimeField(_("loaded at"), auto_now=True)

    class Meta:
        ordering = ["file", "code"]
        verbose_name = _("loaded row")
        verbose_name_plural = _("loaded rows")
        constraints = [models.UniqueConstraint(fields=["file", "code"], name="one_line_per_loaded_row")]

    def __str__(self):
        return f"{self.file}: {self.code}"
