from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TranslatingConfig(AppConfig):
    name = "forums.translating"
    label = "forum_translating"
    verbose_name = _("Translations in the forums")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from directory import takeaway
        from forums import panels, rendering

        from . import permissions  # noqa: F401
        from .glossary import mark
        from .panels import beside_posts, chooser
        from .takeaway import translations_of

        takeaway.include("forum_translations", _("Translations in the forums"), translations_of)
        panels.put(panels.THREAD, chooser)
        panels.put(panels.POSTS, beside_posts)
        rendering.after(mark)
