"""Lines to open pages: letting them in, hearing what they say, and telling them what happened."""

import asyncio
import json
import logging
import time
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from channels.db import database_sync_to_async
from django.conf import settings

from ..choices import EventKind
from ..models import Post, Thread
from . import choices, fragments, queries
from .choices import Close
from .hub import Hub, Line, encoded

logger = logging.getLogger(__name__)

# Events after which the words of a post may be carried to all; after others each page fetches what it may see.
CARRIED = (EventKind.POSTED, EventKind.PUBLISHED, EventKind.EDITED, EventKind.RESTORED, EventKind.MARKED)


class Lines:
    """The ASGI application of all lines of this process.

    ``user_of_session`` says who signed in by the key of a session. ``in_thread`` makes a function that asks the
    database into one to await; letting in and telling news have one each, so that a thousand pages that come back at
    once do not hold up what is new.
    """

    def __init__(self, user_of_session, hub=None, admitting=None, telling=None):
        self.hub = hub or Hub()
        self.user_of_session = user_of_session
        self._admitting = admitting or {}
        self._telling = telling or {}
        # Begins with the first line, in the event loop of the server.
        self.follow = None
        self._following = None

    async def __call__(self, scope, receive, send):
        if (await receive())["type"] != "websocket.connect":
            return
        if self.follow and self._following is None:
            self._following = asyncio.create_task(self.follow())
        line = await self.let_in(scope, send)
        if line is None:
            # Before it is accepted, this is one answer (403) for all reasons.
            await send({"type": "websocket.close", "code": int(Close.NOT_YOURS)})
            return
        await send({"type": "websocket.accept"})
        self.hub.add(line)
        line.push(encoded(choices.HELLO, version=line.reader.version))
        writing = asyncio.create_task(line.write())
        try:
            await self.listen_to(line, receive)
        finally:
            self.hub.remove(line)
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)

    # Letting in

    async def let_in(self, scope, send):
        address = address_of(scope)
        if self.hub.is_full_for(None, address):
            return None
        session = cookie_of(scope, settings.SESSION_COOKIE_NAME)
        language = parse_qs(scope["query_string"].decode("latin-1")).get("language", [""])[0]
        thread = scope["url_route"]["kwargs"].get("thread")
        reader = await self.ask(self._admitting, self.admit, session, thread, language)
        if reader is None or self.hub.is_full_for(reader.user, address):
            return None
        return Line(send, reader, address)

    def admit(self, session, thread, language):
        return queries.admit(self.user_of_session(session), session, thread, language)

    @staticmethod
    async def ask(where, function, *args):
        return await database_sync_to_async(function, **where)(*args)

    async def tell(self, function, *args):
        """Ask the database for what is to be told."""
        return await self.ask(self._telling, function, *args)

    # Hearing

    async def listen_to(self, line, receive):
        allowance, last = choices.MOST_MESSAGES_AT_ONCE, time.monotonic()
        while True:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return
            now = time.monotonic()
            allowance += (now - last) * choices.MESSAGES_A_SECOND
            allowance, last = min(allowance, choices.MOST_MESSAGES_AT_ONCE) - 1, now
            text = message.get("text") or ""
            if allowance < 0 or not text or len(text) > choices.MOST_CHARACTERS:
                line.close(Close.TALKS_TOO_MUCH)
            elif not line.is_closing:
                self.hear(line, text)

    def hear(self, line, text):
        try:
            told = json.loads(text)
            kind = told.get("kind")
        except (ValueError, AttributeError, RecursionError):
            line.close(Close.TALKS_TOO_MUCH)
            return
        if kind == choices.PING:
            room = self.hub.rooms.get(line.reader.thread)
            is_here = told.get("here") is not False
            if room and is_here != line.is_here:
                line.is_here, room.is_stirred = is_here, True
            line.push(encoded(choices.PONG, version=room.version if room else 0))
        elif kind == choices.IS_TYPING:
            self.hub.tell_typing(line)

    # Telling

    async def catch_up(self, thread):
        """Tell a room everything that happened since it was told last, in order, once."""
        room = self.hub.rooms.get(thread)
        if room is None:
            return
        if room.is_catching_up:
            room.has_more = True
            return
        room.is_catching_up = True
        try:
            room.has_more = True
            while room.has_more:
                room.has_more = False
                await self._tell_news(thread, room)
        finally:
            room.is_catching_up = False

    async def _tell_news(self, thread, room):
        lines = list(room.lines)
        kinds = {(line.reader.audience, line.reader.language) for line in lines if line.reader.sees_the_common}
        version, authors, is_carried, told = await self.tell(news_for, thread, room.version, kinds)
        if version <= room.version:
            return
        if not is_carried:
            # What was hidden, moved or closed may be nothing for some of them any more.
            await self.look_again(lines)
        after, room.version = room.version, version
        bare = encoded(choices.NEWS, thread=thread, after=after, version=version)
        frames = {key: encoded(choices.NEWS, **words) for key, words in told.items()}
        for line in lines:
            reader = line.reader
            is_common = reader.sees_the_common and reader.user not in authors
            line.push(frames.get((reader.audience, reader.language), bare) if is_common else bare)

    async def look_again(self, lines, sessions=False):
        """Close the lines of those who may no longer read, or are no longer signed in."""
        lines = [line for line in lines if not line.is_closing]
        if sessions:
            held = {
                (line.reader.session, line.reader.user, line.reader.audience) for line in lines if line.reader.user
            }
            ended = await self.tell(self.ended, held)
            for line in lines:
                if line.reader.session in ended:
                    line.close(Close.NOT_YOURS)
        readers = {line.reader for line in lines if line.reader.thread is not None}
        kept = set(await self.tell(queries.still_read, readers))
        for line in lines:
            if line.reader.thread is not None and line.reader not in kept:
                line.close(Close.NOT_YOURS)

    def ended(self, held):
        """The sessions of which somebody is no longer signed in as whom they came."""
        found = set()
        for session, key, audience in held:
            user = self.user_of_session(session)
            if user is None or user.pk != key or user.audience < audience:
                found.add(session)
        return found


def news_for(thread, after, kinds):
    """The version of a thread now; and, where all who read it see the same, the news by audience and language.

    Returns ``(version, authors, is carried, news)``. Authors see their own posts with more beside them.
    """
    found = Thread.objects.select_related("group").get(pk=thread)
    # Whatever they are shown is fetched by those who see it otherwise.
    kinds = kinds if found.group.visibility in queries.WIDELY_READ else ()
    events, told = fragments.common_news(found, after, kinds)
    if not events:
        return after, frozenset(), True, {}
    is_carried = all(kind in CARRIED for _version, kind, _post in events)
    posts = {post for _version, _kind, post in events if post}
    authors = frozenset(Post.objects.filter(pk__in=posts, author__isnull=False).values_list("author", flat=True))
    if len(events) > fragments.MOST_EVENTS:
        return found.version, authors, is_carried, {}
    return events[-1][0], authors, is_carried, told if is_carried else {}


def cookie_of(scope, name):
    for header, value in scope["headers"]:
        if header == b"cookie":
            try:
                cookies = SimpleCookie(value.decode("latin-1"))
            except CookieError:
                return None
            return cookies[name].value if name in cookies else None
    return None


def address_of(scope):
    """The network address of the page, as proxies of ours tell it."""
    client = (scope.get("client") or ("",))[0]
    trusted = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if trusted:
        told = [value.decode("latin-1") for header, value in scope["headers"] if header == b"x-forwarded-for"]
        addresses = [address.strip() for address in ",".join(told).split(",") if address.strip()]
        return addresses[-trusted] if len(addresses) >= trusted else client
    return client
