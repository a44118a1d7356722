from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrintedConfig(AppConfig):
    name = "experts.printed"
    label = "printed"
    verbose_name = _("The printed roster")

    def ready(self):
        from directory.editions import subjects

        from . import contents, pages, roster

        subjects.offer(
            roster.KIND,
            subjects.Printed(
                name_of=roster.name_of,
                gather=contents.gather,
                pages_of=pages.pages_of,
                figures=roster.figures,
            ),
        )
