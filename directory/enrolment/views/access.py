"""Pages of the Secretariat: to everybody else they do not exist."""

from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.utils.cache import add_never_cache_headers


class SecretariatPage:
    permission = "enrolment.write_terms"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.has_perm(self.permission):
            raise Http404
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    def trail(self):
        return []

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"trail": self.trail(), **kwargs})
