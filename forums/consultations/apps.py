from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsultationsConfig(AppConfig):
    name = "forums.consultations"
    label = "forum_consultations"
    verbose_name = _("Consultations")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from directory import takeaway
        from directory.actions import leaving

        from .. import gates, hearing, panels
        from . import permissions  # noqa: F401
        from .beside import (
            consultation_of_thread,
            consultations_of_group,
            consultations_of_mine,
            contributions_of_posts,
            shown_in,
        )
        from .gate import is_in_time, stays_as_it_is
        from .listening import note_contribution
        from .takeaway import consultations_of, forget_invitations

        gates.put(is_in_time)
        gates.put_for_changes(stays_as_it_is)
        hearing.listen(note_contribution)
        panels.put(panels.THREAD, consultation_of_thread)
        panels.put(panels.POSTS, contributions_of_posts)
        panels.put(panels.GROUP, consultations_of_group, asks=shown_in)
        panels.put(panels.MINE, consultations_of_mine)
        takeaway.include("consultations", _("Your consultations"), consultations_of)
        leaving.erase_also(forget_invitations)
