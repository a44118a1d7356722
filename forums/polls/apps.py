from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PollsConfig(AppConfig):
    name = "forums.polls"
    label = "forum_polls"
    verbose_name = _("Polls")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from directory import takeaway

        from .. import answers, enclosures, panels
        from . import permissions  # noqa: F401
        from .beside import poll_in_letter, polls_of_mine, polls_of_thread
        from .by_mail import read_reply
        from .takeaway import votes_of

        answers.read_by(read_reply)
        enclosures.enclose(poll_in_letter)
        panels.put(panels.THREAD, polls_of_thread)
        panels.put(panels.MINE, polls_of_mine)
        takeaway.include("votes", _("Your votes in polls"), votes_of)
