from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LiveConfig(AppConfig):
    name = "forums.live"
    label = "forum_live"
    verbose_name = _("Live pages of the forums")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from django.contrib.sessions.models import Session
        from django.db.models.signals import post_delete, post_save

        from forums import hearing, panels
        from forums.models import Group

        from . import announcing, beside

        hearing.listen(announcing.event_happened)
        hearing.listen_to_groups(announcing.membership_changed)
        post_save.connect(announcing.group_changed, sender=Group, dispatch_uid="forum_live.group")
        post_delete.connect(announcing.session_ended, sender=Session, dispatch_uid="forum_live.session")
        panels.put(panels.THREAD, beside.line_of_thread)
        panels.put(panels.LINE, beside.line_of_thread)
        panels.put(panels.GROUP, beside.own_line, asks=panels.by_group)
        panels.put(panels.MINE, beside.own_line)
        panels.put(panels.MINE, beside.own_choice)
