"""Addresses of records that were put together with others lead on."""

import re

from django.http import HttpResponsePermanentRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.cache import patch_cache_control

from .choices import Kind
from .queries import record_at

_KINDS = {"people": Kind.PERSON, "institutions": Kind.INSTITUTION, "partners/of": Kind.INSTITUTION}
_ROUTE = re.compile(r"\b(people|institutions|partners/of)/<(?:slug|str):(slug|key)>")


class FormerAddressMiddleware:
    """Where a page of a record is not found under an address that belonged to one, its page is found elsewhere.

    Asked only when nothing was found, so that no other page costs a query. Whoever may not see the record that
    stays is not led to it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == 404 and request.method in ("GET", "HEAD") and request.resolver_match:
            return self.led_on(request) or response
        return response

    def led_on(self, request):
        match = request.resolver_match
        route = _ROUTE.search(match.route)
        if route is None:
            return None
        name = route.group(2)
        record = record_at(_KINDS[route.group(1)], match.kwargs.get(name, ""), request.user)
        if record is None:
            return None
        try:
            address = reverse(match.view_name, kwargs={**match.kwargs, name: record.slug})
        except NoReverseMatch:
            address = record.get_absolute_url()
        query = request.META.get("QUERY_STRING", "")
        response = HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
        # Not for long: the records may be taken apart again, and not everybody is led on.
        patch_cache_control(response, private=True, max_age=300)
        return response
