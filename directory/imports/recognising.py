"""Which record a row is about: one that is known, another row of the same file, or nobody yet.

Who is alike is asked of ``directory.likeness``; what follows from it for a row is decided here.
"""

from dataclasses import dataclass, field

from django.urls import Resolver404, resolve

from ..choices import ContactKind
from ..likeness import Likeness
from ..models import Institution, InstitutionContact, Person, PersonContact
from ..models.names import sort_key
from .choices import Kind

# As like as this, a record is worth a question; less is not.
ASK_FROM = 75
MOST_PROPOSED = 5


@dataclass
class Meant:
    """``record`` or ``row`` is meant for certain; ``maybe`` are to be asked about: (key, is_row, score, reasons)."""

    record: int | None = None
    row: int | None = None
    maybe: list = field(default_factory=list)


class Recognition:
    """The directory, and the rows read so far, as a place to look rows up in."""

    def __init__(self, kind):
        self.kind = kind
        self.likeness = Likeness("person" if kind == Kind.PEOPLE else "institution")
        self.rows = Likeness("person" if kind == Kind.PEOPLE else "institution", is_empty=True)
        self.model = Person if kind == Kind.PEOPLE else Institution
        self.slugs = dict(self.model.objects.values_list("slug", "pk"))

    def remember(self, number, keys):
        """Let later rows of the file find this one."""
        if keys.get("names"):
            self.rows.add(
                number,
                names=keys["names"],
                emails=keys.get("emails", ()),
                country_id=keys.get("country"),
                institution=keys.get("institution") or "",
                identifiers=keys.get("identifiers", ()),
            )

    def meant_by(self, keys):
        """Who a row means, among the records of the directory and the rows remembered so far."""
        slug = slug_of(keys.get("record", ""))
        if slug in self.slugs:
            return Meant(record=self.slugs[slug])
        question = {
            "names": keys.get("names", ()),
            "emails": keys.get("emails", ()),
            "country_id": keys.get("country"),
            "institution": keys.get("institution") or "",
            "identifiers": keys.get("identifiers", ()),
        }
        records = self.likeness.candidates(**question)
        if len(certain := [each for each in records if each.is_certain]) == 1:
            return Meant(record=certain[0].pk)
        rows = self.rows.candidates(**question)
        certain = [each for each in rows if each.is_certain]
        if len(certain) == 1 and not any(each.score >= ASK_FROM for each in records):
            return Meant(row=certain[0].pk)
        maybe = [
            (each.pk, is_row, each.score, each.reasons)
            for is_row, found in ((False, records), (True, rows))
            for each in found
            if each.score >= ASK_FROM
        ]
        return Meant(maybe=maybe[:MOST_PROPOSED])


def slug_of(text):
    """The address of a record in the site, from the whole address of its page or from the words alone."""
    text = text.strip()
    if "/" not in text:
        return text
    path = "/" + text.split("://", 1)[-1].partition("/")[2].split("?")[0].split("#")[0]
    try:
        found = resolve(path)
    except Resolver404:
        return ""
    return found.kwargs.get("slug", "") if found.view_name in ("directory:person", "directory:institution") else ""


def identities_of(kind):
    """What records are known by: address, identifier, or the same name in the same country."""
    contacts = PersonContact if kind == Kind.PEOPLE else InstitutionContact
    model = Person if kind == Kind.PEOPLE else Institution
    known = {
        f"email:{value.strip().casefold()}"
        for value in contacts.objects.filter(kind=ContactKind.EMAIL).values_list("value", flat=True)
    }
    known |= {f"name:{name}:{country or ''}" for name, country in model.objects.values_list("sort_name", "country")}
    if kind == Kind.PEOPLE:
        known |= {f"id:{orcid}" for orcid in Person.objects.exclude(orcid="").values_list("orcid", flat=True)}
    return known


def identities_in(kind, values):
    """The same of what a row says."""
    fields = values.get("fields", {})
    name = (
        f"{fields.get('family_name', '')} {fields.get('given_name', '')}"
        if kind == Kind.PEOPLE
        else fields.get("name_en") or fields.get("name", "")
    )
    return [
        *(
            f"email:{row['value'].strip().casefold()}"
            for row in values.get("contacts", ())
            if row["kind"] == ContactKind.EMAIL
        ),
        *([f"name:{sort_key(name)}:{fields.get('country') or ''}"] if sort_key(name) else []),
        *([f"id:{fields['orcid']}"] if fields.get("orcid") else []),
    ]
