from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ForumsConfig(AppConfig):
    name = "forums"
    label = "forums"
    verbose_name = _("Forums")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from directory import beside, takeaway
        from directory.actions import leaving
        from directory.duplicates import uniting

        from . import merging, permissions  # noqa: F401
        from .besides import posts_beside
        from .leaving import erase_what_is_theirs, name_who_spoke_for_a_party
        from .models import Mention, Watch
        from .takeaway import forums_of

        beside.put(posts_beside)
        takeaway.include("forums", _("Forums"), forums_of)
        leaving.when_leaving(name_who_spoke_for_a_party)
        leaving.erase_also(erase_what_is_theirs)
        uniting.unite_by(Mention, merging.unite_mentions)
        uniting.unite_by(Watch, merging.unite_watches)
