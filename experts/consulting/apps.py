from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsultingConfig(AppConfig):
    name = "experts.consulting"
    label = "consulting"
    verbose_name = _("Questions to experts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from notifications.mailboxes import open_mailbox

        from directory import beside, takeaway
        from directory.actions import leaving
        from experts.usage import count_by

        from . import permissions, queries  # noqa: F401
        from .actions.leaving import throw_drafts_away
        from .addresses import is_ours
        from .beside import answers_beside
        from .replies import read_mail
        from .takeaway import questions_of

        count_by("asked", queries.times_asked)
        count_by("answered", queries.times_answered)
        open_mailbox(is_ours, read_mail)
        beside.put(answers_beside)
        takeaway.include("questions", _("Questions to experts"), questions_of)
        leaving.when_leaving(throw_drafts_away)
