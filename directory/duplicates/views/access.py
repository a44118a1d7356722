"""Pages of the Secretariat: to everybody else they do not exist."""

from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _


class SecretariatPage:
    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.has_perm("duplicates.merge_records"):
            raise Http404
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    def trail(self):
        return [(_("Directory"), reverse("directory:index"))]

    def get_context_data(self, **kwargs):
        return super().get_context_data(trail=self.trail(), **kwargs)


class InsidePage(SecretariatPage):
    """A page below the list of duplicates."""

    def trail(self):
        return [*super().trail(), (_("Duplicates"), reverse("duplicates:pairs"))]
