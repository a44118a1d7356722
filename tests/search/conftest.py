"""One suite for every engine: a test that takes `engine` runs on Whoosh and on PostgreSQL."""

import os

import pytest
from django.db import connection
from haystack import connections
from search.actions import rebuild_index
from search.labels import forget_labels
from search.querysets import AudienceSearchQuerySet

DATABASE = "test_portal_search"
SERVER = os.environ.get("SEARCH_TEST_SERVER", "postgres://postgres@127.0.0.1:5432")


def postgresql_options():
    """The site's own database if that is PostgreSQL, else a database for these tests on a local server."""
    engine = {"ENGINE": "search.backends.postgresql.PostgresEngine"}
    if connection.vendor == "postgresql":
        return engine
    psycopg = pytest.importorskip("psycopg")
    name = f"{DATABASE}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    try:
        with psycopg.connect(f"{SERVER}/postgres", autocommit=True, connect_timeout=2) as server:
            if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                server.execute(f'CREATE DATABASE "{name}"')
    except psycopg.OperationalError as error:
        pytest.skip(f"No PostgreSQL server answers: {error}")
    return {**engine, "URL": f"{SERVER}/{name}"}


def use(options):
    connections.connections_info["default"] = options
    connections.reload("default")


@pytest.fixture(params=["whoosh", "postgresql"])
def engine(request, tmp_path, db):
    """An engine with an empty index; `rebuild_index()` fills it from the database."""
    before = connections.connections_info["default"]
    if request.param == "whoosh":
        use({"ENGINE": "search.backends.whoosh.WhooshEngine", "PATH": str(tmp_path / "index")})
    else:
        use(postgresql_options())
    forget_labels()
    connections["default"].get_backend().clear()
    yield request.param
    connections["default"].get_backend().store.close()
    use(before)
    forget_labels()


@pytest.fixture
def broken_engine(tmp_path, db):
    """An engine that cannot be reached: a file stands where its folder should be."""
    before = connections.connections_info["default"]
    (tmp_path / "broken").write_text("not an index")
    use({"ENGINE": "search.backends.whoosh.WhooshEngine", "PATH": str(tmp_path / "broken")})
    yield
    use(before)


@pytest.fixture
def indexed(engine):
    """Build the index, and say what is found in it."""

    def build():
        rebuild_index()
        return Searcher()

    return build


class Searcher:
    """Says whom a search finds, by slug, and what it counts."""

    def __call__(self, words="", audience=0, **chosen):
        return self.question(words, audience, **chosen)

    def question(self, words="", audience=0, **chosen):
        question = AudienceSearchQuerySet().for_audience(audience)
        if words:
            question = question.filter(content=words).order_by("relevance")
        for facet, values in chosen.items():
            question = question.choose(facet, [values] if isinstance(values, str) else values)
        return question

    def slugs(self, words="", audience=0, **chosen):
        return [result.object.slug for result in self.question(words, audience, **chosen)[:100]]

    def counts(self, facet, words="", audience=0, **chosen):
        return dict(self.question(words, audience, **chosen).facet(facet).facet_counts()["fields"][facet])
