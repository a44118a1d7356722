"""Templates people can fill: one column a field, an example, and what each column is for."""

import csv
import io

from django.utils.translation import gettext as _

from .fields import fields_of
from .reports import workbook

# Fields that are read where a file has them, and that nobody is asked to fill.
NOT_ASKED_FOR = ("contacts", "name", "middle_name", "region", "birth", "not_kept", "contact_reference")


def _rows(kind):
    fields = [field for field in fields_of(kind) if field.code not in NOT_ASKED_FOR]
    return fields, [[str(field.label) for field in fields], [field.example for field in fields]]


def template_csv(kind):
    words = io.StringIO()
    csv.writer(words).writerows(_rows(kind)[1])
    return "\ufeff" + words.getvalue()


def template_xlsx(kind):
    fields, rows = _rows(kind)
    about = [[_("Column"), _("Example"), _("What it is for")]]
    about += [[str(field.label), field.example, str(field.about)] for field in fields]
    return workbook(_("Rows"), rows, [(_("What the columns are for"), about)])
