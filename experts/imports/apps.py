from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RosterImportsConfig(AppConfig):
    name = "experts.imports"
    label = "roster_imports"
    verbose_name = _("Imports of the roster")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from directory.imports import sentences, targets

        from .bch.reading import COLUMNS, tables_of_records
        from .companion import Entries
        from .fields import KEPT, target

        targets.register(target(Entries(), (tables_of_records,), COLUMNS))
        sentences.KEPT.update(KEPT)
