"""Hearing of what happens: from Redis at once, and by looking at what is open.

Looking is what can be relied on: it finds every event, in order, whoever wrote it. Redis only makes it quicker, and
with it we look every few seconds instead of several times a second.
"""

import asyncio
import json
import logging

from django.conf import settings

from . import queries
from .announcing import CHANNEL
from .choices import UNREAD
from .hub import encoded

logger = logging.getLogger(__name__)

SECONDS_WITHOUT_REDIS, SECONDS_WITH_REDIS = 0.2, 5.0
SECONDS_BETWEEN_LOOKS_AT_SESSIONS, SECONDS_BETWEEN_COUNTS = 60, 3


class Follower:
    def __init__(self, lines):
        self.lines = lines
        self.hub = lines.hub
        self._places = {}
        self._groups_to_look_at = set()
        self._last_event = None
        self._begun = set()

    async def run(self):
        pause = SECONDS_WITH_REDIS if settings.REDIS_URL else SECONDS_WITHOUT_REDIS
        tasks = [
            self.every(pause, self.look),
            self.every(1, self.keep_order),
            self.every(SECONDS_BETWEEN_COUNTS, self.count_unread),
            self.every(SECONDS_BETWEEN_LOOKS_AT_SESSIONS, self.look_at_sessions),
        ]
        if settings.REDIS_URL:
            tasks.append(self.listen())
        await asyncio.gather(*tasks)

    @staticmethod
    async def every(seconds, do):
        """Do something again and again; that it fails once does not end it."""
        while True:
            await asyncio.sleep(seconds)
            try:
                await do()
            except Exception:
                logger.exception("Open pages could not be served")
                await asyncio.sleep(2)

    def begin(self, work):
        task = asyncio.create_task(work)
        self._begun.add(task)
        task.add_done_callback(self.done)

    def done(self, task):
        self._begun.discard(task)
        if not task.cancelled() and task.exception():
            # The next look finds what was not told.
            logger.error("Open pages could not be told", exc_info=task.exception())

    async def listen(self):
        """Hear what the others announce. After the line to Redis was lost, what is open is looked at."""
        from redis.asyncio import Redis

        while True:
            try:
                async with Redis.from_url(settings.REDIS_URL) as redis, redis.pubsub() as heard:
                    await heard.subscribe(CHANNEL)
                    await self.look()
                    async for message in heard.listen():
                        if message["type"] == "message":
                            self.hear(json.loads(message["data"]))
            except Exception:
                logger.warning("Redis does not answer; what is open is looked at instead", exc_info=True)
                await asyncio.sleep(2)

    def hear(self, told):
        if thread := told.get("thread"):
            if thread in self.hub.rooms:
                self.begin(self.lines.catch_up(thread))
        elif group := told.get("check"):
            self._groups_to_look_at.add(group)
        elif session := told.get("session"):
            held = [line for line in self.hub.lines if line.reader.session == session]
            if held:
                self.begin(self.lines.look_again(held, sessions=True))

    async def look(self):
        """Find what is new in what is open, and groups that changed."""
        rooms = self.hub.rooms
        if not self.hub.lines:
            return
        for thread, (version, place) in (await self.lines.tell(queries.versions_of, list(rooms))).items():
            room = rooms.get(thread)
            if room is None:
                continue
            if version > room.version:
                await self.lines.catch_up(thread)
            if room.place is not None and room.place != place:
                self._groups_to_look_at.add(room.group)
            room.place = place

    async def keep_order(self):
        """Say who reads; and after memberships ended or groups changed, let those go who may read no longer."""
        self.hub.tell_who_reads()
        groups, self._groups_to_look_at = self._groups_to_look_at, set()
        held = [line for room in self.hub.rooms.values() if room.group in groups for line in room.lines]
        if held:
            await self.lines.look_again(held)

    async def count_unread(self):
        """Tell people how much they have not read, when anything happened since they were told."""
        held = self.hub.lines_of_users()
        if not held:
            return
        last = await self.lines.tell(queries.latest_event)
        if last == self._last_event:
            return
        self._last_event = last
        for user, count in (await self.lines.tell(queries.unread_of, list(held))).items():
            for line in held[user]:
                if line.unread != count:
                    line.unread = count
                    line.push(encoded(UNREAD, count=count))

    async def look_at_sessions(self):
        """Sessions end by themselves, and audiences change: everybody is looked at now and then."""
        lines = list(self.hub.lines)
        for start in range(0, len(lines), 200):
            await self.lines.look_again(lines[start : start + 200], sessions=True)
