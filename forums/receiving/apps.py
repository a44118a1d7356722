from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReceivingConfig(AppConfig):
    name = "forums.receiving"
    label = "forum_receiving"
    verbose_name = _("Mail to the forums")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from notifications.mailboxes import open_mailbox

        from forums.mailing.keys import is_ours

        from .actions.keeping import keep

        open_mailbox(is_ours, keep)
