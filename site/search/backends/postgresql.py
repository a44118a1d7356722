"""PostgreSQL: an index in tables of its own, for many workers and many records.

The database finds words (`tsvector`, GIN); which words are the same, our own analysis has already
decided. Every write takes the next numbers of one row, under its lock, so that numbers become
visible in their order. They are the ordinals: what a worker has read up to a number stays true,
and it asks only for what came after.
"""

import json
import os
import sys
import threading
import zlib
from array import array
from collections import OrderedDict
from contextlib import contextmanager, nullcontext

import psycopg
from django.db import DatabaseError, InterfaceError, connections
from django.db.utils import ConnectionHandler
from haystack.backends import BaseEngine
from pyroaring import BitMap

from search.analysis import ARABIC_BONES, LATIN_BONES, STEM
from search.backends.base import StoreBackend, StoreQuery
from search.backends.store import Store
from search.documents import LEVELS, Passage
from search.exceptions import EngineDown, NoIndex

_SEPARATOR = "\x1f"
_MARKS = (STEM, ARABIC_BONES, LATIN_BONES)
_MOST_KEPT = 4000
# Kept bitmaps of a worker may take about this much memory.
_MOST_BYTES = 16_000_000
# With more changes than this since the last look, reading everything is quicker.
_MANY_CHANGES = 5000
_MANY_NEW = 500

_TABLES = """
CREATE TABLE IF NOT EXISTS search_index_state (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    edition bigint NOT NULL,
    last integer NOT NULL
);
CREATE TABLE IF NOT EXISTS search_index_record (
    identity text PRIMARY KEY,
    ordinal integer NOT NULL,
    model text NOT NULL,
    key bigint NOT NULL,
    audience smallint NOT NULL,
    sort_name text NOT NULL,
    facets text[] NOT NULL,
    passages bytea NOT NULL
);
CREATE INDEX IF NOT EXISTS search_index_record_ordinal ON search_index_record (ordinal);
CREATE TABLE IF NOT EXISTS search_index_text (ordinal integer PRIMARY KEY, tokens tsvector NOT NULL)
    WITH (toast_tuple_target = 128);
CREATE INDEX IF NOT EXISTS search_index_text_tokens ON search_index_text USING gin (tokens) WITH (fastupdate = off);
CREATE TABLE IF NOT EXISTS search_index_gone (number integer NOT NULL, ordinal integer NOT NULL);
CREATE INDEX IF NOT EXISTS search_index_gone_number ON search_index_gone (number);
CREATE TABLE IF NOT EXISTS search_index_word (
    word text COLLATE "C" NOT NULL,
    audience smallint NOT NULL,
    PRIMARY KEY (word, audience)
);
"""


class PostgresStore(Store):
    """The index in one database."""

    def __init__(self, database):
        """`database` gives the connection of the calling thread."""
        super().__init__()
        self._database = database
        self._edition = self._last = None
        self._found = OrderedDict()
        self._bytes = 0
        self._vocabulary = {}

    # Reading.

    def refresh(self):
        with self._cursor() as cursor:
            cursor.execute("SELECT edition, last FROM search_index_state")
            row = cursor.fetchone()
            if row is None:
                raise NoIndex("There is no index in the database")
            edition, last = row
            if edition != self._edition or last < self._last or last - self._last > _MANY_CHANGES:
                self._read_all(cursor, edition, last)
            elif last > self._last:
                self._read_changes(cursor, last)

    @property
    def state(self):
        return f"{self._edition}.{self._last}"

    def _read_all(self, cursor, edition, last):
        columns = type(self.columns)()
        cursor.execute("SELECT ordinal, model, key, audience, sort_name FROM search_index_record ORDER BY ordinal")
        columns.add((*map(_interned, row), {}) for row in cursor.fetchall())
        cursor.execute(
            "SELECT value, string_agg(int4send(ordinal), ''::bytea) "
            "FROM search_index_record, unnest(facets) AS value GROUP BY value"
        )
        for packed, ordinals in cursor.fetchall():
            level, facet, value = packed.split(_SEPARATOR, 2)
            columns.put(facet, value, int(level), _bitmap(ordinals))
        self.columns = columns
        self._forget()
        self._edition, self._last = edition, last

    def _read_changes(self, cursor, last):
        cursor.execute("SELECT ordinal FROM search_index_gone WHERE number > %s AND number <= %s", [self._last, last])
        self.columns.drop(BitMap(ordinal for (ordinal,) in cursor.fetchall()))
        cursor.execute(
            "SELECT ordinal, model, key, audience, sort_name, facets FROM search_index_record "
            "WHERE ordinal > %s AND ordinal <= %s ORDER BY ordinal",
            [self._last, last],
        )
        self.columns.add((*map(_interned, row[:-1]), _unpacked(row[-1])) for row in cursor.fetchall())
        self._vocabulary.clear()
        self._last = last

    def find(self, groups):
        return self._answers([_any_of(group) for group in groups])

    def adjacent(self, sequences):
        return BitMap.union(BitMap(), *self._answers([_in_order(sequence) for sequence in sequences]))

    def _answers(self, queries):
        """The records for each tsquery. What was found once is kept; only newer records are looked at again."""
        unknown, old = [], []
        for query in dict.fromkeys(queries):
            kept = self._found.get(query)
            if kept is None or self._last - kept[1] > _MANY_NEW:
                unknown.append(query)
            elif kept[1] < self._last:
                old.append(query)
            else:
                self._found.move_to_end(query)
        for query, answer in zip(unknown, self._ask(unknown, 0), strict=True):
            self._keep(query, answer)
        oldest = min((self._found[query][1] for query in old), default=0)
        for query, answer in zip(old, self._ask(old, oldest), strict=True):
            self._keep(query, self._found[query][0] | answer)
        found = [self._found[query][0] for query in queries]
        self._shrink()
        return found

    def vocabulary(self, audience):
        if audience not in self._vocabulary:
            with self._cursor() as cursor:
                cursor.execute("SELECT DISTINCT word FROM search_index_word WHERE audience <= %s", [audience])
                self._vocabulary[audience] = [word for (word,) in cursor.fetchall()]
        return self._vocabulary[audience]

    def passages(self, ordinals):
        with self._cursor() as cursor:
            cursor.execute(
                "SELECT ordinal, passages FROM search_index_record WHERE ordinal = ANY(%s)", [list(ordinals)]
            )
            return {
                ordinal: [Passage(*passage) for passage in json.loads(zlib.decompress(packed))]
                for ordinal, packed in cursor.fetchall()
            }

    def _ask(self, queries, after):
        """The records newer than an ordinal that fit each tsquery, in one statement."""
        if not queries:
            return []
        # Few new records are read as they are; the index over all words is for all records.
        records = "(SELECT * FROM search_index_text WHERE ordinal > %s OFFSET 0)" if after else "search_index_text"
        with self._cursor() as cursor:
            cursor.execute(
                f"SELECT (SELECT string_agg(int4send(ordinal), ''::bytea) FROM {records} AS texts "  # noqa: S608
                "WHERE tokens @@ asked.query::tsquery) "
                "FROM unnest(%s::text[]) WITH ORDINALITY AS asked (query, place) ORDER BY place",
                [*([after] if after else []), queries],
            )
            return [_bitmap(ordinals) for (ordinals,) in cursor.fetchall()]

    def _keep(self, query, records):
        kept = self._found.pop(query, None)
        self._bytes += _size(records) - (_size(kept[0]) if kept else 0)
        self._found[query] = (records, self._last)

    def _shrink(self):
        while self._bytes > _MOST_BYTES or len(self._found) > _MOST_KEPT:
            _, (records, _) = self._found.popitem(last=False)
            self._bytes -= _size(records)

    def _forget(self):
        self._found.clear()
        self._bytes = 0
        self._vocabulary.clear()

    # Writing.

    def write(self, documents):
        documents = list({document.identity: document for document in documents}.values())
        with self._writing() as cursor:
            first = self._numbers(cursor, len(documents))
            self._let_go(cursor, [document.identity for document in documents], first)
            words = {level: set() for level in LEVELS}
            with cursor.copy(
                "COPY search_index_record (identity, ordinal, model, key, audience, sort_name, facets, passages) "
                "FROM STDIN"
            ) as copy:
                for ordinal, document in enumerate(documents, first):
                    copy.write_row(
                        (
                            document.identity,
                            ordinal,
                            document.model,
                            document.key,
                            document.audience,
                            document.sort_name.replace("\0", ""),
                            _packed(document),
                            zlib.compress(json.dumps(document.passages).encode(), 1),
                        )
                    )
            with cursor.copy("COPY search_index_text (ordinal, tokens) FROM STDIN") as copy:
                for ordinal, document in enumerate(documents, first):
                    tokens = document.tokens()
                    for token in tokens:
                        word = token[2:]
                        if len(word) > 3 and not word.startswith(_MARKS) and not word.isdigit():
                            words[int(token[0])].add(word)
                    copy.write_row((ordinal, _vector(tokens)))
            for level, found in words.items():
                cursor.execute(
                    "INSERT INTO search_index_word (word, audience) SELECT word, %s FROM unnest(%s::text[]) AS word "
                    "ON CONFLICT DO NOTHING",
                    [level, sorted(found)],
                )

    def delete(self, identities):
        identities = list(identities)
        with self._writing() as cursor:
            self._let_go(cursor, identities, self._numbers(cursor, 1))

    def clear(self, models=()):
        with self._writing() as cursor:
            self._make_tables(cursor)
            if models:
                number = self._numbers(cursor, 1)
                cursor.execute("SELECT identity FROM search_index_record WHERE model = ANY(%s)", [list(models)])
                self._let_go(cursor, [identity for (identity,) in cursor.fetchall()], number)
                return
            # An edition has a number that no other ever had, so that every worker reads anew.
            cursor.execute(
                "INSERT INTO search_index_state (edition, last) VALUES (txid_current(), 0) "
                "ON CONFLICT (single) DO UPDATE SET edition = txid_current(), last = 0"
            )
            cursor.execute("TRUNCATE search_index_record, search_index_text, search_index_gone, search_index_word")

    def _numbers(self, cursor, count):
        """The first of so many numbers. The lock of the row is kept to the end of the transaction."""
        cursor.execute("UPDATE search_index_state SET last = last + %s RETURNING last", [count])
        row = cursor.fetchone()
        if row is None:
            raise NoIndex("There is no index in the database")
        return row[0] - count + 1

    def _let_go(self, cursor, identities, number):
        cursor.execute(
            "WITH gone AS (DELETE FROM search_index_record WHERE identity = ANY(%s) RETURNING ordinal), "
            "texts AS (DELETE FROM search_index_text USING gone WHERE search_index_text.ordinal = gone.ordinal) "
            "INSERT INTO search_index_gone (number, ordinal) SELECT %s, ordinal FROM gone",
            [identities, number],
        )

    # The database.

    @contextmanager
    def _cursor(self):
        connection = self._database()
        try:
            connection.ensure_connection()
            # Inside somebody's transaction an error of ours must not spoil theirs.
            guarded = connection.connection.transaction() if connection.in_atomic_block else nullcontext()
            with guarded, connection.cursor() as cursor:
                yield cursor
        except (DatabaseError, InterfaceError, psycopg.Error) as error:
            raise EngineDown(str(error)) from error

    @contextmanager
    def _writing(self):
        try:
            connection = self._database()
            connection.ensure_connection()
            # psycopg's own transaction: the connection may be one that Django's list does not know.
            with connection.connection.transaction(), connection.cursor() as cursor:
                yield cursor
        except (DatabaseError, InterfaceError, psycopg.Error) as error:
            raise EngineDown(str(error)) from error

    def _make_tables(self, cursor):
        cursor.execute("SELECT to_regclass('search_index_word')")
        if cursor.fetchone()[0] is None:
            # Two processes that start at once make them one after the other.
            cursor.execute("SELECT pg_advisory_xact_lock(7305411)")
            cursor.execute(_TABLES)


def _size(records):
    """About how many bytes a bitmap takes."""
    return min(2 * len(records), 8192 * (1 + (records.max() >> 16) if records else 1)) + 200


def _interned(value):
    return sys.intern(value) if isinstance(value, str) and value.count(".") == 1 else value


def _bitmap(ordinals):
    """A bitmap of numbers in network order."""
    if not ordinals:
        return BitMap()
    numbers = array("I", bytes(ordinals))
    numbers.byteswap()
    return BitMap(numbers)


def _packed(document):
    return [
        f"{max(level, document.audience)}{_SEPARATOR}{facet}{_SEPARATOR}{value}".replace("\0", "")
        for facet, values in document.facets.items()
        for value, level in values.items()
    ]


def _unpacked(packed):
    facets = {}
    for entry in packed:
        level, facet, value = entry.split(_SEPARATOR, 2)
        facets.setdefault(facet, {})[value] = int(level)
    return facets


def _quoted(token):
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"


def _vector(tokens):
    """A tsvector, written out; it takes places from 1."""
    return " ".join(
        f"{_quoted(token)}:{','.join(str(place + 1) for place in places)}" for token, places in tokens.items()
    )


def _any_of(group):
    return "|".join(_quoted(token[:-1]) + ":*" if token.endswith("*") else _quoted(token) for token in group)


def _in_order(sequence):
    """A tsquery for tokens at their distances."""
    parts, before = [], 0
    for distance, tokens in sequence:
        if parts:
            parts.append(f"<{distance - before}>")
        parts.append(f"({_any_of(tokens)})")
        before = distance
    return " ".join(parts)


_stores = {}
_stores_lock = threading.Lock()
_own_databases = {}


def _store_of(options):
    """One store for each database and process."""
    url = options.get("URL", "")
    key = (os.getpid(), url or connections[options.get("USING", "default")].settings_dict["NAME"])
    with _stores_lock:
        if key not in _stores:
            _stores[key] = PostgresStore(_connection_from(options))
        return _stores[key]


def _connection_from(options):
    """A function that gives the connection of the thread: the site's own database, or that of a URL."""
    url = options.get("URL")
    if not url:
        return lambda: connections[options.get("USING", "default")]
    if url not in _own_databases:
        import environ

        settings = environ.Env.db_url_config(url)
        settings["OPTIONS"] = {"connect_timeout": 2, **settings.get("OPTIONS", {})}
        _own_databases[url] = ConnectionHandler({"default": settings})
    return lambda: _own_databases[url]["default"]


class PostgresBackend(StoreBackend):
    def __init__(self, connection_alias, **options):
        super().__init__(connection_alias, **options)
        self._options = options

    @property
    def store(self):
        return _store_of(self._options)


class PostgresEngine(BaseEngine):
    backend = PostgresBackend
    query = StoreQuery
