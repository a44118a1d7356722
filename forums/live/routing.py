"""Which line stands at which address."""

from channels.routing import URLRouter
from channels.security.websocket import OriginValidator
from django.conf import settings
from django.urls import path


def routed(lines, *more):
    """The lines of the site, for pages of the site alone. ``more`` are further addresses."""
    routes = URLRouter([path("live/threads/<int:thread>/", lines), path("live/me/", lines), *more])

    async def application(scope, receive, send):
        try:
            await routes(scope, receive, send)
        except ValueError as no_route:
            if "No route found" not in str(no_route):
                raise
            await receive()
            await send({"type": "websocket.close"})

    return OriginValidator(application, settings.SOCKET_ORIGINS)
