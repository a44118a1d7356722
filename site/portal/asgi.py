"""Sockets of open pages (``manage.py serve_sockets``), and pages for servers that speak ASGI alone."""

import os

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.development")
pages = get_asgi_application()


def sockets(*, has_echo=False, **how):
    """The application of all sockets of a process; ``how`` says in which threads it asks the database."""
    from django.urls import path

    from forums.live.consumers import Lines
    from forums.live.echo import EchoRoom
    from forums.live.following import Follower
    from forums.live.routing import routed
    from portal.accounts.sockets import user_of_session

    lines = Lines(user_of_session, **how)
    lines.follow = Follower(lines).run
    return routed(lines, *([path("live/echo/", EchoRoom())] if has_echo else []))


application = ProtocolTypeRouter({"http": pages, "websocket": sockets()})
