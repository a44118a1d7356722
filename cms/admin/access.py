"""Lists, reports and queues that belong to the Secretariat alone."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from wagtail.admin.menu import MenuItem

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


class SecretariatMenuItem(MenuItem):
    def is_shown(self, request):
        return is_secretariat(request.user)
