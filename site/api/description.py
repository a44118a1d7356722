"""The description of the interface: what django-ninja knows of the addresses, and all it does not."""

import copy
from functools import lru_cache

from django.conf import settings
from ninja.openapi.schema import OpenAPISchema

from . import answers, parameters
from .choices import PREFIX
from .conversing import FORUMS
from .endpoints import ABOUT, EXCHANGE, PLACES, POSTS, RECORDS, ROSTER, WORDS, api
from .limits import WINDOW

ABOUT_IT = f"""\
Reads what the pages of the network show. In the forums, tokens made for it write as well; nothing else is changed.

**What you see.** Without a token, what every visitor sees. With one, what its owner let it see: what members see, or
what official contacts of Parties see. A field that is empty and a field you may not see are both left out, and
look the same; counts never count what you may not see. In InforMEA's contact both are null.

**Tokens** begin with `{PREFIX}` and are made on the page "My tokens". Send one as `Authorization: Bearer …`, never in
an address. A request with a token that opens nothing is answered with 401. A session of the site counts only
for requests from its own pages.

**Languages.** `lang`, else the header Accept-Language, else English; the answer says which in Content-Language.

**Pages.** `page` and `limit`; the ways to other pages are in `links` and in the header Link.

**Asking again.** Each answer has an ETag and Last-Modified. Send If-None-Match or If-Modified-Since with them:
304 means that nothing changed. Answers to visitors may be kept for a minute.

**Limits.** RateLimit-Policy and RateLimit say how many requests there are in {WINDOW} seconds and how many are left;
after that 429 says in Retry-After how long to wait.

**From other sites.** Scripts of any page may read what visitors see. Tokens and cookies are not accepted from there.

**What goes wrong** is told as RFC 9457 has it, in `application/problem+json`.
"""

TAGS = {
    RECORDS: "Who is in the directory.",
    ROSTER: "Experts whom Parties and organizations nominated, as far as they show themselves.",
    POSTS: "Who speaks for whom, with the source. Official history stays answerable for every day.",
    PLACES: "Countries, areas and regions as in M49 of the United Nations.",
    WORDS: "The controlled words of the directory in six languages; their codes are the values of the filters.",
    FORUMS: "Groups, threads and posts. A token made for the forums reads what its owner reads, and may write.",
    EXCHANGE: "Contacts in the form treaties exchange them through InforMEA.",
    ABOUT: "Where everything is, for programs.",
}

_TEXT = {"type": "string"}
HEADERS = {
    "Content-Language": {"description": "The language of the answer.", "schema": _TEXT},
    "RateLimit": {"description": 'What is left: `"visitor";r=118;t=42`.', "schema": _TEXT},
    "RateLimit-Policy": {"description": 'What there is: `"visitor";q=120;w=60`.', "schema": _TEXT},
    "ETag": {"description": "For If-None-Match.", "schema": _TEXT},
    "Last-Modified": {"description": "For If-Modified-Since.", "schema": _TEXT},
    "Link": {"description": "The first, previous, next and last page, and this description.", "schema": _TEXT},
    "Cache-Control": {"description": "Whether and how long the answer may be kept.", "schema": _TEXT},
    "Vary": {"description": "What of the request the answer depends on.", "schema": _TEXT},
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "string", "pattern": "^[0-9]+$"}},
    "WWW-Authenticate": {"description": "That a token is asked for.", "schema": _TEXT},
    "Allow": {"description": "What is possible.", "schema": _TEXT},
}
_ALWAYS = ("Content-Language", "Vary", "Cache-Control")
_COUNTED = (*_ALWAYS, "RateLimit", "RateLimit-Policy")
MOVED = {
    "description": "The record was put together with another, which is at the address in Location.",
    "headers": {"Location": {"description": "The address of the other record.", "schema": _TEXT}},
}
# What may go wrong anywhere, with its headers.
PROBLEMS = {
    "BadRequest": ("The request cannot be read.", _ALWAYS),
    "Unauthorized": ("The token opens nothing.", (*_COUNTED, "WWW-Authenticate")),
    "Forbidden": ("You may not do this; `detail` says why.", _COUNTED),
    "Conflict": ("It is not possible any more.", _COUNTED),
    "NotFound": ("There is no such record, or this reader may not see it.", _COUNTED),
    "MethodNotAllowed": ("This is not possible at this address.", (*_ALWAYS, "Allow")),
    "NotAcceptable": ("Answers come as JSON only.", _COUNTED),
    "URITooLong": ("The address is longer than 8,190 characters. The server refuses it before it is read.", ()),
    "UnprocessableContent": ("A parameter is unknown or makes no sense; `errors` says which.", _COUNTED),
    "TooManyRequests": ("Too many requests.", (*_COUNTED, "Retry-After")),
    "InternalServerError": ("Something broke on our side.", _ALWAYS),
    "ServiceUnavailable": ("The search does not answer; try again in a minute.", (*_COUNTED, "Retry-After")),
}
# Addresses that refuse, without the search, what only it can answer.
_NEEDS_SEARCH = ("/api/v1/experts",)
_STATUSES = {"BadRequest": "400", "Unauthorized": "401", "NotFound": "404", "MethodNotAllowed": "405"} | {
    "NotAcceptable": "406",
    "URITooLong": "414",
    "UnprocessableContent": "422",
    "TooManyRequests": "429",
    "InternalServerError": "500",
    "ServiceUnavailable": "503",
}

_WHEN_WRITING = {"Forbidden": "403", "Conflict": "409"}


def description(request):
    """The whole document, with the values each filter has today."""
    document = copy.deepcopy(_document())
    document["servers"] = [{"url": f"{request.scheme}://{request.get_host()}"}]
    _fill_values(document)
    return document


def _fill_values(document):
    for operation in _operations(document):
        for parameter in operation["parameters"]:
            items = parameter["schema"].get("items")
            if items is not None and (facet := parameter["schema"].pop("x-values-of", None)):
                items["enum"] = parameters.codes_of(facet)
                if not items["enum"]:
                    # A vocabulary without words: nothing can be chosen.
                    del items["enum"]
                    parameter["schema"]["maxItems"] = 0


def _operations(document):
    return [operation for path in document["paths"].values() for operation in path.values()]


@lru_cache(maxsize=1)
def _document():
    document = dict(OpenAPISchema(api, "/api/v1/"))
    schemas = document["components"]["schemas"]
    problem = answers.ProblemDetails.model_json_schema(
        mode="serialization", ref_template="#/components/schemas/{model}"
    )
    schemas.update(problem.pop("$defs", {}))
    schemas["ProblemDetails"] = problem
    for name, thing in vars(parameters).items():
        # What addresses may say stands with each address.
        if getattr(thing, "__module__", "") == parameters.__name__:
            schemas.pop(name, None)
    for schema in schemas.values():
        _only_what_is_said(schema)
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            _complete(operation, path, method)
    document["info"] = {
        "title": api.title,
        "version": api.version,
        "summary": "The directory of the POPs clearing-house network, for programs.",
        "description": ABOUT_IT,
        "contact": {"name": "The Secretariat", "email": settings.SECRETARIAT_EMAIL},
        "license": {"name": "Terms of use: see the documentation", "url": f"{settings.BASE_URL}/en/api/#terms"},
    }
    document["tags"] = [{"name": name, "description": said} for name, said in TAGS.items()]
    document["externalDocs"] = {"description": "For people", "url": f"{settings.BASE_URL}/en/api/"}
    document["security"] = [{}, {"token": []}]
    document["components"] |= {
        "headers": HEADERS,
        "responses": {name: _problem(name, *told) for name, told in PROBLEMS.items()},
        "securitySchemes": {
            "token": {
                "type": "http",
                "scheme": "bearer",
                "bearerFormat": f"{PREFIX}…",
                "description": "A token made on the page “My tokens”. Without one you see what visitors see.",
            }
        },
    }
    return document


def _complete(operation, path, method):
    operation.setdefault("description", operation["summary"] + ".")
    for parameter in operation["parameters"]:
        if parameter["schema"].get("type") == "array":
            parameter["style"], parameter["explode"] = "form", True
        parameter.pop("example", None)
        example = parameter["schema"].pop("example", None) or next(
            iter(parameter["schema"].get("examples", ())), None
        )
        parameter["schema"].pop("examples", None)
        parameter.pop("examples", None)
        if example is not None:
            parameter["example"] = example
        parameter["schema"].pop("title", None)
        # Said of the parameter already.
        parameter["schema"].pop("description", None)
        if parameter["schema"].get("default") in ([], ""):
            del parameter["schema"]["default"]
        for ours, theirs in (("ge", "minimum"), ("le", "maximum")):
            if ours in parameter["schema"]:
                parameter["schema"][theirs] = parameter["schema"].pop(ours)
        parameter["schema"].pop("anyOf", None)
    answered = operation["responses"].pop(200)
    answered["description"] = "What was asked for."
    answered["headers"] = _headers(*_COUNTED, "ETag", "Last-Modified", "Link")
    if method != "get":
        answered["headers"] = _headers(*_COUNTED)
        operation["security"] = [{"token": []}]
        operation["responses"] = {
            "200": answered,
            **{
                status: {"$ref": f"#/components/responses/{name}"}
                for name, status in (_STATUSES | _WHEN_WRITING).items()
                if name != "ServiceUnavailable"
            },
        }
        return
    operation["responses"] = {
        "200": answered,
        **({"301": MOVED} if path.endswith("/{slug}") else {}),
        "304": {
            "description": "Nothing changed since.",
            "headers": _headers(*_COUNTED, "ETag", "Last-Modified"),
        },
        **{
            status: {"$ref": f"#/components/responses/{name}"}
            for name, status in _STATUSES.items()
            if (name != "NotFound" or "{" in path) and (name != "ServiceUnavailable" or path in _NEEDS_SEARCH)
        },
    }


def _headers(*names):
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _problem(name, said, headers):
    if not headers:
        return {"description": said}
    return {
        "description": said,
        "headers": _headers(*headers),
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}},
    }


def _only_what_is_said(schema):
    """What is not described is not there, so that a test notices a field nobody described."""
    if schema.get("type") == "object" and "properties" in schema:
        schema["additionalProperties"] = False
        for told in schema["properties"].values():
            told.pop("title", None)
            if not told.get("description", "said"):
                del told["description"]
    schema.pop("title", None)
