from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailingConfig(AppConfig):
    name = "forums.mailing"
    label = "forum_mailing"
    verbose_name = _("Mail of the forums")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from forums.hearing import listen

        from .listening import hear

        listen(hear)
