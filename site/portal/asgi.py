"""Sockets, when a room has some, and pages for servers that speak ASGI alone."""

import os

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.development")
application = ProtocolTypeRouter({"http": get_asgi_application()})
