from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsultationsConfig(AppConfig):
    name = "forums.consultations"
    label = "forum_consultations"
    verbose_name = _("Consultations")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from .. import gates, hearing
        from . import permissions  # noqa: F401
        from .gate import is_in_time
        from .listening import note_contribution

        gates.put(is_in_time)
        hearing.listen(note_contribution)
