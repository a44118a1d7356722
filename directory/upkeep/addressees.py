"""Whom a letter about a record goes to, and in which language."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Prefetch

from ..choices import ContactKind
from ..models import Affiliation, Institution, InstitutionContact, LanguageSkill, Person, PersonContact, User

# Names set aside for examples (RFC 2606, RFC 6761): what invented people have.
_EXAMPLES = ("example.org", "example.com", "example.net")
_EXAMPLE_ENDINGS = (".example", ".test", ".invalid", ".localhost")

# The languages of the United Nations that are official languages of States, by ISO code: for those of whom the
# language is not known otherwise. Where several are official, the one most of the administration uses.
_LANGUAGES_OF_COUNTRIES = {
    "ar": "DZ BH TD KM DJ EG IQ JO KW LB LY MR MA OM PS QA SA SO SD SY TN AE YE",
    "es": "AR BO CL CO CR CU DO EC SV GQ GT HN MX NI PA PY PE ES UY VE",
    "fr": "BE BJ BF BI CM CF CG CI CD FR GA GN HT LU MG ML MC NE SN TG",
    "ru": "BY KZ KG RU",
    "zh-hans": "CN",
}
LANGUAGE_OF_COUNTRY = {
    iso2: language for language, countries in _LANGUAGES_OF_COUNTRIES.items() for iso2 in countries.split()
}


@dataclass(frozen=True)
class Addressee:
    address: str
    language: str
    user: User | None = None

    @property
    def to(self):
        return self.user or self.address


def with_addresses(records):
    """People or institutions with all that is needed to know where letters about them go."""
    if records.model is Person:
        return records.select_related("user", "country").prefetch_related(
            Prefetch("contacts", PersonContact.objects.filter(kind=ContactKind.EMAIL), to_attr="mailboxes"),
            Prefetch("language_skills", LanguageSkill.objects.select_related("language"), to_attr="speaks"),
        )
    return records.select_related("country").prefetch_related(
        Prefetch("contacts", InstitutionContact.objects.filter(kind=ContactKind.EMAIL), to_attr="mailboxes"),
        Prefetch(
            "affiliations",
            Affiliation.objects.filter(maintains_institution=True, person__user__is_active=True).select_related(
                "person__user"
            ),
            to_attr="kept_by",
        ),
        Prefetch("languages", to_attr="speaks"),
    )


def addressees_of(record):
    """Everybody a letter about a record may go to, the best first; those whom no letter may reach are left out."""
    if not hasattr(record, "mailboxes"):
        record = with_addresses(type(record)._default_manager.filter(pk=record.pk)).get()
    found = [Addressee(user.email, _known(user.language), user) for user in _users(record)]
    language = language_of(record)
    found += [Addressee(mailbox.value, language) for mailbox in record.mailboxes]
    by_address = {}
    for addressee in found:
        if addressee.address and (not record.is_demo or is_example(addressee.address)):
            by_address.setdefault(addressee.address.lower(), addressee)
    return list(by_address.values())


def _users(record):
    if isinstance(record, Person):
        return [record.user] if record.user_id and record.user.is_active else []
    return [held.person.user for held in record.kept_by if held.is_current]


def language_of(record):
    """The language of a record without a user: what they speak, else what their country speaks, else English."""
    if isinstance(record, Institution):
        codes = [record.name_language, *(language.code for language in record.speaks)]
    else:
        codes = [skill.language.code for skill in record.speaks]
    spoken = next(filter(None, map(_of_the_site, codes)), None)
    return spoken or _of_the_site(LANGUAGE_OF_COUNTRY.get(record.country.iso2 if record.country else "")) or "en"


def is_example(address):
    domain = address.rpartition("@")[2].lower()
    return domain.endswith((*_EXAMPLE_ENDINGS, *(f".{name}" for name in _EXAMPLES))) or domain in _EXAMPLES


def _of_the_site(code):
    """The language of the site for a code of ISO 639, or None."""
    base = (code or "").split("-")[0]
    return next((known for known, _name in settings.LANGUAGES if base and known.split("-")[0] == base), None)


def _known(language):
    return _of_the_site(language) or settings.LANGUAGE_CODE
