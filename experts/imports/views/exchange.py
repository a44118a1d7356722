"""An entry in the fields in which sister conventions exchange experts."""

from django.http import Http404, JsonResponse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from ...showing import entry_of_page
from ..bch.writing import expert_record


@require_safe
def bch_record(request, slug):
    """The entry as an expert record of the Biosafety Clearing-House, as its reader may see it."""
    expert = entry_of_page(slug, request.user)
    if expert is None:
        raise Http404
    address = request.build_absolute_uri(expert.get_absolute_url())
    response = JsonResponse(expert_record(expert, address), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{expert.slug}-bch.json"'
    response["X-Robots-Tag"] = "noindex"
    if request.user.is_authenticated:
        add_never_cache_headers(response)
    return response
