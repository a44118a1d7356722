from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TranslatingConfig(AppConfig):
    name = "forums.translating"
    label = "forum_translating"
    verbose_name = _("Translations in the forums")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from forums import panels, rendering

        from . import permissions  # noqa: F401
        from .glossary import mark
        from .panels import beside_posts, chooser

        panels.put(panels.THREAD, chooser)
        panels.put(panels.POSTS, beside_posts)
        rendering.after(mark)
