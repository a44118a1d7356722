from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConductConfig(AppConfig):
    name = "forums.conduct"
    label = "forum_conduct"
    verbose_name = _("Keeping order in the forums")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from directory import takeaway
        from forums import gates, hearing, panels

        from . import panels as own
        from . import permissions, reportables  # noqa: F401
        from .gate import gate, gate_for_changes
        from .listening import listener
        from .takeaway import conduct_of

        takeaway.include("forum_order", _("Order in the forums"), conduct_of)
        gates.put(gate)
        gates.put_for_changes(gate_for_changes)
        hearing.listen(listener)
        reportables.register_all()
        panels.put(panels.DESK, own.desk)
        panels.put(panels.GROUP, own.own_ban, asks=panels.by_group)
        panels.put(panels.THREAD, own.own_ban)
        panels.put(panels.POSTS, own.under_posts)
        panels.put(panels.MINE, own.mine)
