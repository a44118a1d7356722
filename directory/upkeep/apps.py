from django.apps import AppConfig
from django.db.models import CharField, EmailField
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class UpkeepConfig(AppConfig):
    name = "directory.upkeep"
    label = "upkeep"
    verbose_name = _("Upkeep of the directory")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        # Addresses are compared as mail servers compare them: capitals make no difference.
        CharField.register_lookup(Lower)
        EmailField.register_lookup(Lower)

        from notifications.reachability import listen

        from . import permissions  # noqa: F401
        from .actions.addresses import mail_was_found, mail_was_lost
        from .kinds import register_all

        register_all()
        listen(lost=mail_was_lost, found=mail_was_found)
