"""The first page of the administration: what waits for the Secretariat, and since when."""

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component

from ..queries import work_of_the_secretariat
from .access import SecretariatMenuItem


class WorkPanel(Component):
    name = "work"
    template_name = "cms/admin/work.html"
    order = 10

    def get_context_data(self, parent_context):
        return {"work": work_of_the_secretariat()}


def tasks_menu_item():
    """Leads from the administration to the upkeep of the directory and its tasks, which are pages of the site."""
    return SecretariatMenuItem(
        _("Upkeep and tasks"), reverse_lazy("upkeep:overview"), name="upkeep", icon_name="tasks", order=130
    )


def designating_menu_item():
    """Leads to the designations that authorities submit, which are pages of the site."""
    return SecretariatMenuItem(
        _("Designations submitted"), reverse_lazy("designating:index"), name="designating", icon_name="key", order=125
    )


def editions_menu_item():
    """Leads from the administration to the printed editions, which are pages of the site."""
    return SecretariatMenuItem(
        _("Printed editions"), reverse_lazy("editions:list"), name="editions", icon_name="doc-full", order=132
    )


def duplicates_menu_item():
    """Leads from the administration to records that may be one."""
    return SecretariatMenuItem(
        _("Duplicates"), reverse_lazy("duplicates:pairs"), name="duplicates", icon_name="copy", order=131
    )
