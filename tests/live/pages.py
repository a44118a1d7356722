"""An open page of a test: what a browser would say and hear over its socket."""

import json
from urllib.parse import unquote, urlsplit

from asgiref.testing import ApplicationCommunicator


class Page(ApplicationCommunicator):
    def __init__(self, application, address, headers=()):
        parts = urlsplit(address)
        scope = {
            "type": "websocket",
            "path": unquote(parts.path),
            "query_string": parts.query.encode(),
            "headers": list(headers),
            "client": ("127.0.0.1", 1024),
            "subprotocols": [],
        }
        super().__init__(application, scope)

    async def open(self):
        """The first answer of the site: that the line is open, or why it is not."""
        await self.send_input({"type": "websocket.connect"})
        return await self.receive_output(timeout=5)

    async def say(self, text):
        await self.send_input({"type": "websocket.receive", "text": text})

    async def hear(self):
        message = await self.receive_output(timeout=5)
        assert message["type"] == "websocket.send", message
        return json.loads(message["text"])

    async def hear_all(self):
        """What comes until the site closes the line, and how it does."""
        heard = []
        while (message := await self.receive_output(timeout=5))["type"] == "websocket.send":
            heard.append(message["text"])
        return heard, message

    async def leave(self):
        await self.send_input({"type": "websocket.disconnect", "code": 1001})
        await self.wait(timeout=5)
