from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SessionsConfig(AppConfig):
    name = "forums.sessions"
    label = "forum_sessions"
    verbose_name = _("Live sessions")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from directory import takeaway
        from directory.actions import leaving
        from forums import answers, gates, panels

        from . import permissions  # noqa: F401
        from .actions.asking import withdraw_what_waits
        from .beside import sessions_of_group, to_come_in, what_goes_on
        from .replies import question_by_mail
        from .takeaway import questions_of
        from .writing import only_speakers_write

        gates.put(only_speakers_write)
        answers.read_by(question_by_mail)
        panels.put(panels.THREAD, what_goes_on)
        panels.put(panels.GROUP, sessions_of_group, asks=to_come_in)
        leaving.when_leaving(withdraw_what_waits)
        takeaway.include("session_questions", _("Questions in live sessions"), questions_of)
