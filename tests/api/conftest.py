"""What programs need: a clean minute, an index where lists are searched, and tokens."""

import uuid

import pytest
from api.actions import make_token
from django.core.cache import cache
from django.test import Client
from haystack import connections
from search.actions import rebuild_index
from search.labels import forget_labels

from directory.choices import Audience
from tests.search.conftest import use


@pytest.fixture(autouse=True)
def fresh_minute():
    """Nobody's requests, and no answer, is left over from the test before."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def index(tmp_path, db):
    """An index of everything there is when it is called."""
    before = connections.connections_info["default"]
    if "whoosh" in before["ENGINE"]:
        use({"ENGINE": before["ENGINE"], "PATH": str(tmp_path / "index")})
    forget_labels()
    connections["default"].get_backend().clear()
    yield rebuild_index
    connections["default"].get_backend().store.close()
    use(before)
    forget_labels()


@pytest.fixture
def no_engine(tmp_path, db):
    """An engine that cannot be reached: a file stands where its folder should be."""
    before = connections.connections_info["default"]
    (tmp_path / "broken").write_text("not an index")
    use({"ENGINE": "search.backends.whoosh.WhooshEngine", "PATH": str(tmp_path / "broken")})
    yield
    use(before)


class Program:
    """Reads addresses of the interface, with a token or without."""

    def __init__(self, secret=None, client=None):
        self.client = client or Client()
        self.headers = {"Authorization": f"Bearer {secret}"} if secret else {}

    def __call__(self, address, query=None, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(f"/api/v1/{address}", query, headers={**self.headers, **headers})

    def read(self, address, query=None, **headers):
        response = self(address, query, **headers)
        assert response.status_code == 200, response.content
        return response.json()

    def items(self, address, query=None, **headers):
        return self.read(address, query, **headers)["items"]


def token_for(user, audience=Audience.EVERYONE, **more):
    values = {"name": "Harvester", "lifetime": 90, "form": uuid.uuid4(), "by": user, **more}
    return make_token(user, audience=audience, **values)


@pytest.fixture
def program(db):
    """A program of nobody in particular."""
    return Program()
