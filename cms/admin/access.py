"""Lists, reports and queues that belong to the Secretariat alone."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from wagtail.admin.menu import MenuItem

from directory.formats.tables import harmless
from directory.permissions import is_secretariat


class SecretariatOnly:
    """A view of the administration that other users of it may not open."""

    def dispatch(self, request, *args, **kwargs):
        if not is_secretariat(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


def require_secretariat(view):
    """The same for a view that is a function."""

    @wraps(view)
    def checked(request, *args, **kwargs):
        if not is_secretariat(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


class Titled:
    """A view whose title ends its breadcrumbs, which is where Wagtail draws the heading from."""

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_header_title()}]


class HarmlessFiles:
    """A list whose CSV holds no cell that a spreadsheet program takes for a formula."""

    def preprocess_field_value(self, field, value, export_format):
        value = super().preprocess_field_value(field, value, export_format)
        return harmless(str(value)) if value is not None and export_format == self.FORMAT_CSV else value


class SecretariatMenuItem(MenuItem):
    def is_shown(self, request):
        return is_secretariat(request.user)
