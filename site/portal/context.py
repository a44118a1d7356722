"""What every template may ask."""

from django.conf import settings


def demonstration(request):
    """Whether this site shows an invented network, which every page then says."""
    return {"demonstration": settings.DEMONSTRATION}
