"""The first page of the administration: what waits for the Secretariat, and since when."""

from wagtail.admin.ui.components import Component

from ..queries import work_of_the_secretariat


class WorkPanel(Component):
    name = "work"
    template_name = "cms/admin/work.html"
    order = 10

    def get_context_data(self, parent_context):
        return {"work": work_of_the_secretariat()}
