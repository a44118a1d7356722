"""What an engine keeps of one record: its words, its facets, and who may see each of them."""

from dataclasses import dataclass, field
from typing import NamedTuple

from search.analysis import terms

NAME, FACT, BODY = "n", "f", "b"
LEVELS = range(4)

# Words of different passages never stand beside each other in a phrase.
_GAP = 8
# PostgreSQL counts places no further; a longer record is found by word, not by phrase.
_LAST_PLACE = 16_380


class Passage(NamedTuple):
    """A piece of text with the least audience that may see it.

    `kind` is how much a word in it says about the record: NAME, FACT (position, institution, city)
    or BODY. `label` is the code of the field, for "matches in ...".
    """

    audience: int
    kind: str
    label: str
    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One record as engines know it. `facets` gives every value the least audience that may see it."""

    model: str
    key: int
    audience: int
    sort_name: str
    passages: tuple[Passage, ...] = ()
    facets: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def identity(self):
        return f"{self.model}.{self.key}"

    def tokens(self):
        """Places by token. A token is a term that says who may see it (0 to 3) and in what kind of text."""
        places = {}
        place = 0
        for passage in self.passages:
            before = f"{max(passage.audience, self.audience)}{passage.kind}"
            last = 0
            for last, term in terms(passage.text, passage.language, name=passage.kind == NAME):
                found = places.setdefault(before + term, [])
                if len(found) < 200:
                    found.append(min(place + last, _LAST_PLACE))
            place += last + _GAP
        return places


def token(level, kind, term):
    """How a term is kept: nobody's input can reach another level, for what people type comes after."""
    return f"{level}{kind}{term}"
