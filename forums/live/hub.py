"""Lines held by this process, by the thread that is open on their page.

One process hears of an event once, encodes what it says once for all who read the same, and hands the finished string
to every line. There is no queue of a channel layer in between: each line has a short one of its own, and who does not
take what was sent is let go and fetches it later. Everything here runs in one event loop and asks no database.
"""

import asyncio
import json
import time
from collections import Counter, deque

from .choices import MOST_NAMES, MOST_WAITING_FRAMES, READING, TYPING, Close


def encoded(kind, **more):
    return json.dumps({"kind": kind, **more}, ensure_ascii=False, separators=(",", ":"))


class Line:
    """One open page. ``reader`` says who looks at what (``queries.Reader``)."""

    __slots__ = ("_closing", "_frames", "_send", "_woken", "address", "is_here", "reader", "typed_at", "unread")

    def __init__(self, send, reader, address=""):
        self._send = send
        self._frames = deque()
        self._woken = asyncio.Event()
        self._closing = None
        self.reader = reader
        self.address = address
        self.typed_at = 0.0
        # The number of unread threads it was told last.
        self.unread = None
        self.is_here = True

    @property
    def is_closing(self):
        return self._closing is not None

    def push(self, frame):
        """Hand over a finished string. Never waits."""
        if self._closing is not None:
            return
        if len(self._frames) >= MOST_WAITING_FRAMES:
            self.close(Close.TOO_SLOW)
            return
        self._frames.append(frame)
        self._woken.set()

    def close(self, code):
        """Send nothing of what waits, and end."""
        if self._closing is None:
            self._closing = code
            self._frames.clear()
            self._woken.set()

    async def write(self):
        """Send what is handed over until the line ends."""
        frames, woken, send = self._frames, self._woken, self._send
        while True:
            while frames:
                await send({"type": "websocket.send", "text": frames.popleft()})
            if self._closing is not None:
                await send({"type": "websocket.close", "code": int(self._closing)})
                return
            woken.clear()
            await woken.wait()


class Room:
    """The lines of pages that show one thread. ``version`` is the last event they were told of."""

    def __init__(self, group, version):
        self.lines = set()
        self.group = group
        self.version = version
        # What the group and the thread were like when they were last looked at.
        self.place = None
        self.told_reading = {}
        # Who reads changed since it was told; and before when it is not told again.
        self.is_stirred = False
        self.rests_until = 0.0
        # Somebody is fetching news for this room; and news came meanwhile.
        self.is_catching_up = False
        self.has_more = False

    def push(self, frame):
        for line in self.lines:
            line.push(frame)


class Hub:
    def __init__(self, most_lines=20_000, most_of_a_reader=20, most_of_an_address=400):
        self.rooms = {}
        self.lines = set()
        self.most_lines = most_lines
        self.most_of_a_reader = most_of_a_reader
        self.most_of_an_address = most_of_an_address
        self._readers = Counter()
        self._addresses = Counter()

    # Coming and going

    def is_full_for(self, reader_key, address):
        """The reason why no further line is taken, or None."""
        if len(self.lines) >= self.most_lines:
            return Close.FULL
        if self._addresses[address] >= self.most_of_an_address or (
            reader_key is not None and self._readers[reader_key] >= self.most_of_a_reader
        ):
            return Close.TOO_MANY
        return None

    def add(self, line):
        reader = line.reader
        self.lines.add(line)
        self._addresses[line.address] += 1
        if reader.user is not None:
            self._readers[reader.user] += 1
        if reader.thread is None:
            return None
        room = self.rooms.get(reader.thread)
        if room is None:
            room = self.rooms[reader.thread] = Room(reader.group, reader.version)
        room.lines.add(line)
        room.is_stirred = True
        return room

    def remove(self, line):
        reader = line.reader
        if line not in self.lines:
            return
        self.lines.discard(line)
        for counter, key in ((self._addresses, line.address), (self._readers, reader.user)):
            counter[key] -= 1
            if counter[key] <= 0:
                del counter[key]
        room = self.rooms.get(reader.thread)
        if room is not None:
            room.lines.discard(line)
            room.is_stirred = True
            if not room.lines:
                del self.rooms[reader.thread]

    def lines_of_users(self):
        """The lines of people who signed in, by user."""
        found = {}
        for line in self.lines:
            if line.reader.user is not None:
                found.setdefault(line.reader.user, []).append(line)
        return found

    # Who reads

    def readers_of(self, room, audience):
        """Names an audience may see of those who read, in order, and how many others there are."""
        names, people, others = set(), set(), 0
        for line in room.lines:
            reader = line.reader
            if not line.is_here:
                continue
            if reader.user is None:
                others += 1
            elif reader.user not in people:
                people.add(reader.user)
                if reader.is_named_to(audience):
                    names.add(reader.name)
                else:
                    others += 1
        shown = sorted(names)
        return shown[:MOST_NAMES], others + max(0, len(shown) - MOST_NAMES)

    def tell_who_reads(self):
        """Tell each room who reads it, where that changed since it was told. One string for each audience.

        The more read a room, the rarer: people who come and go never cost more than some hundred frames a second.
        """
        now = time.monotonic()
        for room in self.rooms.values():
            if not room.is_stirred or now < room.rests_until:
                continue
            room.is_stirred, room.rests_until = False, now + max(1.0, len(room.lines) / 200)
            told = {
                audience: self.readers_of(room, audience)
                for audience in {line.reader.audience for line in room.lines}
            }
            frames = {
                audience: encoded(READING, names=names, others=others)
                for audience, (names, others) in told.items()
                if room.told_reading.get(audience) != (names, others)
            }
            room.told_reading = told
            for line in room.lines:
                if frame := frames.get(line.reader.audience):
                    line.push(frame)

    def tell_typing(self, line):
        """Tell the others of a room that somebody writes, with the name for those who may see it."""
        room = self.rooms.get(line.reader.thread)
        now = time.monotonic()
        if room is None or line.reader.user is None or now - line.typed_at < 2:
            return
        line.typed_at = now
        frames = {}
        for other in room.lines:
            if other.reader.user == line.reader.user:
                continue
            is_named = line.reader.is_named_to(other.reader.audience)
            if is_named not in frames:
                frames[is_named] = encoded(TYPING, name=line.reader.name if is_named else "")
            other.push(frames[is_named])
