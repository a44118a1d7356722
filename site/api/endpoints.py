"""Every address of the interface. Each says what it takes, finds it for the reader, and tells it."""

import json
from functools import wraps
from urllib.parse import urlencode

from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as later
from ninja import NinjaAPI, Path, Query
from ninja.errors import HttpError, ValidationError
from search import facets
from search.exceptions import EngineDown

from directory.atlas import in_reading_order
from directory.choices import TermStatus
from directory.models import (
    Category,
    Chemical,
    ConventionArticle,
    Country,
    ExpertiseTerm,
    InstitutionType,
    Language,
    Region,
    Sector,
    Service,
    StakeholderGroup,
)
from directory.views.pages import EXPECTED_OFFICES
from directory.words import words

from . import answers, finding, informea, parameters
from .choices import PREFIX
from .problems import Problem
from .telling import Telling

VERSION = "1.0.0"

# Addresses are added to `api` below; `urls` sends each request through the gate first.
api = NinjaAPI(
    title="POPs Network: reading by programs",
    version=VERSION,
    urls_namespace="api-v1",
    openapi_url=None,
    docs_url=None,
)


def _raise(request, error):
    """The gate makes the answer."""
    raise error


for _error in (Exception, Http404, HttpError, ValidationError):
    api.add_exception_handler(_error, _raise)


def address(path, tag, summary, answer, method="GET", **more):
    """An address of the interface that answers with ``answer``. Parameters it does not have are refused."""

    def add(view):
        @wraps(view)
        def checked(request, *args, **kwargs):
            _refuse_others(request, kwargs.get("asked"))
            return _as_json(request, view(request, *args, **kwargs))

        return api.api_operation(
            [method],
            path,
            response={200: answer},
            operation_id=view.__name__,
            url_name=view.__name__,
            summary=summary,
            tags=[tag],
            by_alias=True,
            **more,
        )(checked)

    return add


def _refuse_others(request, asked):
    """A parameter that is misspelt, or given twice where one is meant, would be passed over without a word."""
    fields = {field.alias or name: field for name, field in type(asked).model_fields.items()} if asked else {}
    errors = []
    for name, values in request.GET.lists():
        if name not in fields:
            errors.append((name, _unless_secret(values[0]), _("There is no parameter of this name here.")))
        elif len(values) > 1 and not isinstance(fields[name].default, list):
            errors.append((name, ", ".join(values), _("Give this parameter once.")))
    if errors:
        raise Problem(422, _("The parameters are listed under “errors”, each with its value."), errors=errors)


def _unless_secret(value):
    """A token belongs into the header; one in an address is not repeated."""
    return f"{PREFIX}…" if PREFIX in value else value[:200]


def _as_json(request, told):
    if isinstance(told, HttpResponse):
        return told
    links = told.get("links", {}) if isinstance(told, dict) else {}
    response = HttpResponse(
        json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False), content_type="application/json; charset=utf-8"
    )
    turned = [f'<{links[name]}>; rel="{name}"' for name in ("first", "prev", "next", "last") if name in links]
    described = f'<{request.build_absolute_uri(reverse("api-v1:openapi"))}>; rel="service-desc"'
    response.headers["Link"] = ", ".join([*turned, described])
    return response


# Pages.


def page_of(request, asked, items, total, **more):
    """One page of a list, with the way to the others."""
    pages = max(1, -(-total // asked.limit))

    def link(number):
        query = request.GET.copy()
        query["page"] = number
        return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")

    links = {"self": request.build_absolute_uri(), "first": link(1), "last": link(min(pages, parameters.MOST_PAGES))}
    if asked.page > 1:
        links["prev"] = link(min(asked.page - 1, pages))
    if asked.page < min(pages, parameters.MOST_PAGES):
        links["next"] = link(asked.page + 1)
    return {
        "items": items,
        "total": total,
        "page": asked.page,
        "pages": pages,
        "limit": asked.limit,
        "language": get_language(),
        "links": links,
        **more,
    }


def part(asked, everything):
    """The records on the page asked for: a slice of a list, or of rows to be read."""
    return everything[(asked.page - 1) * asked.limit : asked.page * asked.limit]


def searched(request, asked, kind, tell):
    found = finding.found(kind, asked, request.reader.audience)
    records = finding.LISTS[kind]([key for _kind, key, _result in found.hits], request.reader.audience)
    more = {"corrected": found.corrected} if found.corrected else {}
    if asked.facets:
        more["facets"] = {
            name: [
                {"code": value, "name": facets.name_of(name, value), "count": number}
                for value, number in facets.in_order(name, list(counted))
            ]
            for name, counted in found.counts.items()
        }
    return page_of(request, asked, [tell(record) for record in records], found.total, **more)


def told_or_moved(request, asked, kind, slug):
    """The record of an address, or the way to the record it was put together with."""
    tell, audience = Telling(request, asked), request.reader.audience
    record = finding.RECORD[kind](slug, audience)
    if record is not None:
        return getattr(tell, kind)(record)
    kept = or_404(finding.at_former_address(kind, slug, audience))
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(tell.link(f"api-v1:{kind}", kept.slug) + (f"?{query}" if query else ""))


def or_404(record):
    if record is None:
        raise Http404
    return record


def slug_of_record(example):
    return Path(..., description="The `id` of the record.", pattern="^[-a-zA-Z0-9_]+$", examples=[example])


PERSON, INSTITUTION = slug_of_record("makena-gathogo"), slug_of_record("ministry-of-environment-kenya")
EXPERT = slug_of_record("awa-ndoye")
RECORDS, ROSTER, POSTS, PLACES, WORDS, EXCHANGE, ABOUT = (
    later("People and institutions"),
    later("The roster of experts"),
    later("Official posts"),
    later("Countries and regions"),
    later("Vocabularies"),
    later("Exchange among treaties"),
    later("About the interface"),
)


# People and institutions.


@address(
    "/people",
    RECORDS,
    later("People, searched and filtered as on the list of people"),
    answers.SearchedPage[answers.Person],
    description="The same words and filters find the same people as on the page. A filter given twice finds people "
    "with either value; different filters narrow each other.",
)
def people(request, asked: Query[parameters.OfPeople]):
    return searched(request, asked, "person", Telling(request, asked).person)


@address("/people/{slug:slug}", RECORDS, later("One person"), answers.Person)
def person(request, asked: Query[parameters.InWords], slug: str = PERSON):
    return told_or_moved(request, asked, "person", slug)


@address(
    "/institutions",
    RECORDS,
    later("Institutions, searched and filtered as on the list of institutions"),
    answers.SearchedPage[answers.Institution],
)
def institutions(request, asked: Query[parameters.OfInstitutions]):
    return searched(request, asked, "institution", Telling(request, asked).institution)


@address("/institutions/{slug:slug}", RECORDS, later("One institution"), answers.Institution)
def institution(request, asked: Query[parameters.InWords], slug: str = INSTITUTION):
    return told_or_moved(request, asked, "institution", slug)


# Experts.


@address(
    "/experts",
    ROSTER,
    later("Experts of the roster, by what is needed"),
    answers.ExpertsPage,
    description="The same sentence and filters find the same experts as on the list, in the same order. A filter "
    "given twice finds experts with either value; different filters narrow each other. Near matches are left out.",
)
def experts(request, asked: Query[parameters.OfExperts]):
    audience, tell = request.reader.audience, Telling(request, asked)
    try:
        found = finding.experts_found(asked, audience)
    except EngineDown:
        raise Problem(
            503,
            _("Without the search, experts are listed by field, region and country alone. Please try again later."),
            headers={"Retry-After": "60"},
        ) from None
    more = {}
    if understood := [criterion.key for criterion in found.understanding.criteria]:
        more["understood"] = understood
    if asked.facets:
        more["facets"] = {
            name: [
                {"code": str(value), "name": str(facets.name_of(facet, value)), "count": number}
                for value, number in facets.in_order(facet, list(found.counts.get(facet, ())))
            ]
            for name, facet in finding.FILTERS_OF_EXPERTS.items()
        }
    shown = finding.experts([key for key, _points in found.hits], audience)
    return page_of(request, asked, [tell.expert(each) for each in shown], found.total, **more)


@address("/experts/{slug:slug}", ROSTER, later("One expert"), answers.Expert)
def expert(request, asked: Query[parameters.InWords], slug: str = EXPERT):
    tell, audience = Telling(request, asked), request.reader.audience
    shown = finding.expert(slug, audience)
    if shown is not None:
        return tell.expert(shown)
    kept = or_404(finding.expert_at_former_address(slug, audience))
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(tell.link("api-v1:expert", kept.slug) + (f"?{query}" if query else ""))


# Posts.


@address(
    "/designations",
    POSTS,
    later("Who holds which category for whom, from when to when, and by whose word"),
    answers.Page[answers.Designation],
    description="The oldest entry comes first, so that new ones come at the end. Nothing is ever deleted: posts end.",
)
def designations(request, asked: Query[parameters.OfDesignations]):
    audience = request.reader.audience
    shown = finding.chosen_designations(asked, audience)
    held = finding.with_words(part(asked, shown))
    tell, positions = Telling(request, asked), finding.positions_of(held, audience)
    return page_of(request, asked, [tell.designation(each, positions) for each in held], shown.count())


@address(
    "/parties",
    POSTS,
    later("Parties with and without a national focal point"),
    answers.Page[answers.Party],
)
def parties(request, asked: Query[parameters.OfParties]):
    audience, on = request.reader.audience, asked.on or timezone.localdate()
    in_force = set(Country.objects.parties(on).values_list("pk", flat=True))
    held = finding.focal_points(audience, on)
    shown = [country for country in finding.countries(asked) if country.pk in in_force]
    if asked.focal_point is not None:
        shown = [country for country in shown if (country.pk in held) == asked.focal_point]
    on_page = part(asked, in_reading_order(shown))
    of_page = [each for country in on_page for each in held.get(country.pk, ())]
    tell, positions = Telling(request, asked), finding.positions_of(of_page, audience)
    items = [
        {
            **tell.country(country),
            "links": tell.place_links(country),
            "party": tell.party(country.party),
            "has_focal_point": country.pk in held,
            "focal_points": [tell.designation(each, positions) for each in held.get(country.pk, ())],
        }
        for country in on_page
    ]
    return page_of(request, asked, items, len(shown))


# Places.


@address("/countries", PLACES, later("Countries and areas, and the European Union"), answers.Page[answers.Country])
def countries(request, asked: Query[parameters.OfCountries]):
    shown = list(finding.countries(asked))
    if asked.party is not None:
        shown = [each for each in shown if _is_party(each) == asked.party]
    tell, numbers = Telling(request, asked), finding.numbers(request.reader.audience)
    items = [tell.whole_country(each, numbers) for each in part(asked, in_reading_order(shown))]
    return page_of(request, asked, items, len(shown))


@address(
    "/countries/{code}",
    PLACES,
    later("One country, and who speaks for it on a day"),
    answers.CountryOnDay,
)
def country(
    request,
    asked: Query[parameters.OfCountry],
    code: str = Path(..., description="ISO 3166 code of two letters.", pattern="^[A-Za-z]{2}$", examples=["ke"]),
):
    audience, on = request.reader.audience, asked.on or timezone.localdate()
    found = or_404(finding.country(code))
    held = finding.with_words(finding.designations(audience).current(on).official().filter(country=found))
    held.sort(key=lambda each: (each.category.position, each.starts_on, each.pk))
    tell, positions = Telling(request, asked), finding.positions_of(held, audience)
    filled = {each.category.code for each in held}
    expected = (
        [each for each in words(Category).values() if each.code in EXPECTED_OFFICES] if _is_party(found) else []
    )
    return {
        **tell.whole_country(found, finding.numbers(audience)),
        "on": on,
        "contacts": [tell.designation(each, positions) for each in held],
        "vacant": tell.words(each for each in expected if each.code not in filled),
    }


def _is_party(country):
    party = getattr(country, "party", None)
    return bool(party and party.is_party)


@address("/regions", PLACES, later("Regions of the United Nations"), answers.Page[answers.Region])
def regions(request, asked: Query[parameters.Paged]):
    shown = list(words(Region).values())
    return page_of(request, asked, [Telling(request, asked).region(each) for each in part(asked, shown)], len(shown))


# Words.

VOCABULARIES = {
    "articles": ConventionArticle,
    "chemicals": Chemical,
    "expertise": ExpertiseTerm,
    "institution-types": InstitutionType,
    "languages": Language,
    "sectors": Sector,
    "services": Service,
    "stakeholder-groups": StakeholderGroup,
}


@address("/categories", WORDS, later("Categories of membership"), answers.Page[answers.Category])
def categories(request, asked: Query[parameters.Paged]):
    return _entries(request, asked, words(Category).values())


@address("/vocabularies", WORDS, later("The vocabularies there are"), list[answers.Vocabulary])
def vocabularies(request, asked: Query[parameters.InWords]):
    tell = Telling(request, asked)
    return [
        {
            "code": code,
            "name": str(model._meta.verbose_name_plural),
            "number": len(_controlled(words(model).values())),
            "link": tell.link("api-v1:vocabulary", code),
        }
        for code, model in VOCABULARIES.items()
    ]


@address("/vocabularies/{name}", WORDS, later("The words of one vocabulary"), answers.Page[answers.Entry])
def vocabulary(
    request,
    asked: Query[parameters.Paged],
    name: str = Path(
        ...,
        description="Which vocabulary.",
        examples=["chemicals"],
        enum=list(VOCABULARIES),
    ),
):
    return _entries(request, asked, words(or_404(VOCABULARIES.get(name))).values())


def _entries(request, asked, entries):
    shown = _controlled(entries)
    return page_of(request, asked, [Telling(request, asked).entry(each) for each in part(asked, shown)], len(shown))


def _controlled(entries):
    """Without terms members proposed, each of which only the reader of a record learns."""
    return [each for each in entries if getattr(each, "status", TermStatus.CONTROLLED) == TermStatus.CONTROLLED]


# InforMEA.


@address(
    "/contacts",
    EXCHANGE,
    later("Who speaks for a Party today, as InforMEA's contact entity"),
    answers.Page[answers.InformeaContact],
)
def contacts(request, asked: Query[parameters.OfContacts]):
    audience = request.reader.audience
    shown = finding.official_contacts(audience)
    if asked.country:
        shown = shown.filter(country__iso2__in=[code.upper() for code in asked.country])
    if asked.category:
        shown = shown.filter(category__code__in=asked.category)
    if asked.changed_since:
        shown = shown.filter(finding.contact_updated_since(finding.start_of(asked.changed_since)))
    return page_of(request, asked, informea.contacts(part(asked, shown), audience), shown.count())


@address(
    "/informea/Contacts",
    EXCHANGE,
    later("The same contacts in the envelope of OData 2"),
    answers.OData,
    description="For InforMEA's harvester, which reads OData 2 in JSON.",
)
def informea_contacts(request, asked: Query[parameters.OfOData]):
    audience = request.reader.audience
    shown = finding.official_contacts(audience)
    if asked.updated:
        shown = shown.filter(finding.contact_updated_since(asked.updated))
    if asked.count:
        return {"count": shown.count()}
    entries = informea.contacts(shown[asked.skip : asked.skip + asked.top + 1], audience)
    here = request.build_absolute_uri(request.path)
    results = {"results": [informea.as_odata(each, f"{here}('{each['id']}')") for each in entries[: asked.top]]}
    if asked.inlinecount == "allpages":
        results["__count"] = str(shown.count())
    if len(entries) > asked.top:
        query = {**request.GET.dict(), "$skip": asked.skip + asked.top, "$top": asked.top}
        results["__next"] = f"{here}?{urlencode(query)}"
    return {"d": results}


# About the interface.


@address("/", ABOUT, later("Where everything is"), answers.Index)
def index(request, asked: Query[parameters.InWords]):
    tell = Telling(request)
    lists = (
        *("people", "institutions", "experts", "designations", "parties", "countries", "regions"),
        *("categories", "vocabularies", "contacts", "informea_contacts"),
    )
    return {
        "title": _("POPs Network: reading by programs"),
        "description": tell.link("api-v1:openapi"),
        "documentation": tell.link("api:documentation"),
        "lists": {name: tell.link(f"api-v1:{name}") for name in lists},
    }


@address("/openapi.json", ABOUT, later("This description"), dict)
def openapi(request):
    from .description import description

    return description(request)
