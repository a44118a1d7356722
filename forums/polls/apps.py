from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PollsConfig(AppConfig):
    name = "forums.polls"
    label = "forum_polls"
    verbose_name = _("Polls")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from .. import answers
        from . import permissions  # noqa: F401
        from .by_mail import read_reply

        answers.read_by(read_reply)
