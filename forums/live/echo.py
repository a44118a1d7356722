"""A room for measuring how fast lines are: opened by ``serve_sockets --echo-room`` only."""

import asyncio

from .hub import Line
from .queries import Reader


class EchoRoom:
    """Hands every string that comes in to all who are here, in the same way as news."""

    def __init__(self):
        self.lines = set()

    async def __call__(self, scope, receive, send):
        await receive()
        await send({"type": "websocket.accept"})
        line = Line(send, Reader())
        self.lines.add(line)
        writing = asyncio.create_task(line.write())
        try:
            while (message := await receive())["type"] == "websocket.receive":
                for other in self.lines:
                    other.push(message["text"])
        finally:
            self.lines.discard(line)
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)
