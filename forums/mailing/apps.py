from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailingConfig(AppConfig):
    name = "forums.mailing"
    label = "forum_mailing"
    verbose_name = _("Mail of the forums")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from directory import takeaway
        from directory.actions import leaving
        from forums import panels
        from forums.hearing import listen

        from . import own
        from .listening import hear

        listen(hear)
        panels.put(panels.MINE, own.link_to_wishes)
        takeaway.include("forum_mail", _("Mail of the forums"), own.mail_of)
        leaving.erase_also(own.erase)
