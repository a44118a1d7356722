"""Whoosh, embedded: an index in a folder, for one machine without a server.

Whoosh stores and merges; it is never asked to search. Its segments do not change once written, so
what was read of them stays true: after an update only the small new segment is read.
"""

import json
import os
import threading
import zlib
from array import array
from collections import OrderedDict
from contextlib import contextmanager

from haystack.backends import BaseEngine
from pyroaring import BitMap
from whoosh.codec.whoosh3 import W3Codec
from whoosh.columns import VarBytesColumn
from whoosh.fields import FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Format
from whoosh.index import LockError
from whoosh.reading import SegmentReader, TermNotFound
from whoosh.writing import SegmentWriter

from search.analysis import ARABIC_BONES, LATIN_BONES, STEM
from search.backends.base import StoreBackend, StoreQuery
from search.backends.store import Store
from search.documents import Passage
from search.exceptions import EngineDown, NoIndex

_INDEX = "directory"
# With more small segments than this they should be put together, in the background; with more
# than the second number it cannot wait.
_UNTIDY, _MOST_SEGMENTS = 12, 64
_SMALL = 400
_SECONDS_FOR_LOCK = 5
_MOST_KEPT = 4000
_PLACE_BITS, _FARTHEST = 16, 256
_MARKS = (STEM, ARABIC_BONES, LATIN_BONES)


_BYTES = VarBytesColumn()


class Places(Format):
    """Where in a record a token stands, two bytes each."""

    def decode_positions(self, value):
        return array("H", value)


class Tokens(FieldType):
    """Tokens that were made already, with their places."""

    def __init__(self):
        super().__init__(Places(), None)


class Cell(FieldType):
    """Bytes that belong to a record and are not searched."""

    indexed = False

    def __init__(self):
        super().__init__(None, None, sortable=_BYTES)

    def from_column_value(self, value):
        return value


def _schema():
    return Schema(identity=Tokens(), tokens=Tokens(), entry=Cell(), passages=Cell())


class _Segment:
    """One segment as this process knows it, with the ordinals it was given."""

    def __init__(self, reader, base):
        self.reader, self.base = reader, base
        self.size = reader.doc_count_all()
        self.deleted = BitMap()
        self._found = OrderedDict()
        self._passages = None

    def entries(self):
        column = self.reader.column_reader("entry")
        for number in range(self.size):
            model, key, audience, name, facets = json.loads(column[number])
            yield self.base + number, model, key, audience, name, facets

    def passages(self, number):
        if self._passages is None:
            self._passages = self.reader.column_reader("passages")
        return json.loads(zlib.decompress(self._passages[number]))

    def find(self, token):
        """The ordinals with a token, read once."""
        found = self._found.get(token)
        if found is not None:
            self._found.move_to_end(token)
            return found
        if token.endswith("*"):
            terms = self.reader.expand_prefix("tokens", token[:-1])
            found = BitMap.union(BitMap(), *(self._read(term) for term in terms))
        else:
            found = self._read(token.encode())
        self._keep(token, found)
        return found

    def places(self, token, distance, numbers):
        """Where these records hold a token, as one number for record and place less the distance."""
        try:
            postings = self.reader.postings("tokens", token.encode())
        except TermNotFound:
            return set()
        found = set()
        next_id, value, step = postings.id, postings.value, postings.next
        while postings.is_active():
            number = next_id()
            if number in numbers:
                start = (number << _PLACE_BITS) + _FARTHEST - distance
                found.update([start + place for place in array("H", value())])
            step()
        return found

    def adjacent(self, sequence, candidates):
        """The ordinals among the candidates in which the tokens stand at their distances."""
        key = tuple((distance, tokens) for distance, tokens in sequence)
        if key not in self._found:
            numbers = {ordinal - self.base for ordinal in candidates}
            together = set.intersection(
                *(
                    set().union(*(self.places(token, distance, numbers) for token in tokens))
                    for distance, tokens in sequence
                )
            )
            self._keep(key, BitMap({self.base + (place >> _PLACE_BITS) for place in together}))
        return self._found[key]

    def words(self, level):
        """Written words that stand at one level, without numbers."""
        for start in (f"{level}n", f"{level}f", f"{level}b"):
            for term in self.reader.expand_prefix("tokens", start):
                word = term.decode()[len(start) :]
                if len(word) > 3 and not word.startswith(_MARKS) and not word.isdigit():
                    yield word

    def _keep(self, key, found):
        self._found[key] = found
        if len(self._found) > _MOST_KEPT:
            self._found.popitem(last=False)

    def _read(self, term):
        try:
            postings = self.reader.postings("tokens", term)
        except TermNotFound:
            return BitMap()
        return BitMap(array("I", [self.base + number for number in postings.all_ids()]))


class WhooshStore(Store):
    def __init__(self, path):
        super().__init__()
        self.path = path
        self._generation = None
        self._segments = {}
        self._next = 0
        self._vocabulary = {}

    # Reading.

    def refresh(self):
        try:
            index = self._open()
            generation = index.latest_generation()
            if generation == self._generation:
                return
            self._read(index)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise EngineDown(str(error)) from error
        except Exception as error:
            # Whoosh raises plain Exceptions of many kinds on files it cannot read.
            if isinstance(error, EngineDown):
                raise
            raise EngineDown(f"{type(error).__name__}: {error}") from error

    @property
    def state(self):
        # Generations begin anew with a rebuilt index; the names of segments never come back.
        return f"{self._generation}.{'.'.join(sorted(self._segments))}"

    def _open(self):
        """The index; only `clear` makes one, for an index that lacks most records is worse than none."""
        storage = FileStorage(self.path)
        if not os.path.isdir(self.path) or not storage.index_exists(_INDEX):
            raise NoIndex(f"There is no index in {self.path}")
        return storage.open_index(_INDEX)

    def _read(self, index):
        for attempt in range(3):
            toc = index._read_toc()
            try:
                readers = {
                    segment.segment_id(): SegmentReader(index.storage, toc.schema, segment)
                    for segment in toc.segments
                    if segment.segment_id() not in self._segments
                }
            except FileNotFoundError:
                # Somebody put segments together between our reading the list and opening them.
                if attempt == 2:
                    raise
                continue
            break
        current = {segment.segment_id(): segment for segment in toc.segments}
        for gone in [known for known in self._segments if known not in current]:
            segment = self._segments.pop(gone)
            self.columns.drop(BitMap(range(segment.base, segment.base + segment.size)))
            segment.reader.close()
        for name, reader in readers.items():
            segment = self._segments[name] = _Segment(reader, self._next)
            self._next += segment.size
            self.columns.add(segment.entries())
        for name, segment in self._segments.items():
            deleted = BitMap(segment.base + number for number in current[name].deleted_docs())
            if new := deleted - segment.deleted:
                self.columns.drop(new)
                segment.deleted = deleted
        self._vocabulary.clear()
        self._generation = toc.generation

    def find(self, groups):
        return [
            BitMap.union(BitMap(), *(segment.find(token) for segment in self._segments.values() for token in group))
            for group in groups
        ]

    def adjacent(self, sequences):
        found = BitMap()
        for sequence in sequences:
            candidates = BitMap.intersection(*self.find([tokens for _, tokens in sequence]))
            if not candidates:
                continue
            for segment in self._segments.values():
                here = candidates & BitMap(range(segment.base, segment.base + segment.size))
                if here:
                    found |= segment.adjacent(sequence, here)
        return found

    def vocabulary(self, audience):
        if audience not in self._vocabulary:
            self._vocabulary[audience] = list(
                {
                    word
                    for segment in self._segments.values()
                    for level in range(audience + 1)
                    for word in segment.words(level)
                }
            )
        return self._vocabulary[audience]

    def passages(self, ordinals):
        found = {}
        for segment in self._segments.values():
            for ordinal in ordinals:
                if segment.base <= ordinal < segment.base + segment.size:
                    found[ordinal] = [Passage(*passage) for passage in segment.passages(ordinal - segment.base)]
        return found

    # Writing.

    def write(self, documents):
        with self._writer() as writer:
            _delete(writer, {document.identity for document in documents})
            for document in documents:
                writer.add(document)

    def delete(self, identities):
        with self._writer() as writer:
            _delete(writer, set(identities))

    def clear(self, models=()):
        if not models:
            self._create()
            with self._writer() as writer:
                writer.mergetype = _forget_all
            return
        self.refresh()
        ordinals = self.columns.visible(3, models)
        self.delete([".".join(map(str, self.columns.identity(ordinal))) for ordinal in ordinals])

    def close(self):
        for segment in self._segments.values():
            segment.reader.close()
        WhooshStore.__init__(self, self.path)

    def is_untidy(self):
        return sum(segment.size < _SMALL for segment in self._segments.values()) > _UNTIDY

    def tidy(self):
        with self._writer() as writer:
            writer.mergetype = _merge_small

    def _create(self):
        try:
            os.makedirs(self.path, exist_ok=True)
            storage = FileStorage(self.path)
            if not storage.index_exists(_INDEX):
                storage.create_index(_schema(), indexname=_INDEX)
        except OSError as error:
            raise EngineDown(str(error)) from error

    @contextmanager
    def _writer(self):
        try:
            index = self._open()
            writer = _Writer(
                index, timeout=_SECONDS_FOR_LOCK, delay=0.02, limitmb=256, codec=W3Codec(1024, 1), compound=False
            )
        except (OSError, LockError) as error:
            raise EngineDown(f"{type(error).__name__}: {error}") from error
        writer.mergetype = _merge_when_many
        try:
            yield writer
        except BaseException:
            writer.cancel()
            raise
        try:
            writer.commit()
        except OSError as error:
            raise EngineDown(str(error)) from error


class _Gathered:
    """Postings by token: already in the order in which they are written, so that nothing is sorted but tokens."""

    def __init__(self):
        self._numbers, self._values = {}, {}

    def add(self, item):
        """What Whoosh's own pool takes, when segments are put together."""
        fieldname, token, number, _, value = item
        self.put(fieldname, token, number, value)

    def put(self, fieldname, token, number, value):
        key = (fieldname, token)
        numbers = self._numbers.get(key)
        if numbers is None:
            self._numbers[key] = array("I", (number,))
            self._values[key] = [value]
        else:
            numbers.append(number)
            self._values[key].append(value)

    def write(self, schema, fields):
        current = None
        for key in sorted(self._numbers):
            fieldname, token = key
            if fieldname != current:
                if current:
                    fields.finish_field()
                fields.start_field(fieldname, schema[fieldname])
                current = fieldname
            fields.start_term(token)
            add = fields.add
            for number, value in zip(self._numbers[key], self._values[key], strict=True):
                add(number, 1.0, value, 0)
            fields.finish_term()
        if current:
            fields.finish_field()

    def cleanup(self):
        self._numbers, self._values = {}, {}


class _Writer(SegmentWriter):
    """Writes records whose tokens were made already; Whoosh's general way takes twice the time."""

    pool: "_Gathered"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.pool.cleanup()
        self.pool = _Gathered()

    def add(self, document):
        number, columns = self.docnum, self.perdocwriter
        entry = [document.model, document.key, document.audience, document.sort_name, document.facets]
        columns.start_doc(number)
        columns.add_column_value("entry", _BYTES, _json(entry))
        columns.add_column_value("passages", _BYTES, zlib.compress(_json(document.passages), 1))
        columns.finish_doc()
        put = self.pool.put
        put("identity", document.identity.encode(), number, b"\0")
        for token, places in document.tokens().items():
            put("tokens", token.encode(), number, _packed(places))
        self._added = True
        self.docnum += 1

    def _flush_segment(self):
        self.perdocwriter.close()
        self.pool.write(self.schema, self.fieldwriter)
        self.fieldwriter.close()


_ONE_PLACE = [array("H", (place,)).tobytes() for place in range(2048)]


def _packed(places):
    if len(places) == 1 and places[0] < len(_ONE_PLACE):
        return _ONE_PLACE[places[0]]
    return array("H", places).tobytes()


def _json(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _delete(writer, identities):
    """Mark earlier versions as deleted, wherever they are."""
    for segment in writer.segments:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        for identity in identities:
            try:
                postings = reader.postings("identity", identity.encode())
            except TermNotFound:
                continue
            for number in list(postings.all_ids()):
                segment.delete_document(number)
        reader.close()


def _forget_all(writer, segments):
    return []


def _merge_when_many(writer, segments):
    """Leave segments as they are, so that an update is quick, until there are far too many."""
    return _merge_small(writer, segments) if len(segments) > _MOST_SEGMENTS else _with_records(segments)


def _merge_small(writer, segments):
    """Put small segments together."""
    alive = _with_records(segments)
    small = [segment for segment in alive if segment.doc_count() < _SMALL]
    for segment in small:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return [segment for segment in alive if segment not in small]


def _with_records(segments):
    return [segment for segment in segments if segment.doc_count() > 0]


_stores = {}
_stores_lock = threading.Lock()


def store_at(path):
    """The store of a folder: one for all threads of the process."""
    with _stores_lock:
        key = (os.getpid(), str(path))
        if key not in _stores:
            _stores[key] = WhooshStore(str(path))
        return _stores[key]


class WhooshBackend(StoreBackend):
    def __init__(self, connection_alias, **options):
        super().__init__(connection_alias, **options)
        self._path = options["PATH"]

    @property
    def store(self):
        return store_at(self._path)


class WhooshEngine(BaseEngine):
    backend = WhooshBackend
    query = StoreQuery


__all__ = ["WhooshBackend", "WhooshEngine", "WhooshStore", "store_at"]
