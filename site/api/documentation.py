"""The description of the interface, arranged for people."""

from django.conf import settings
from django.utils.translation import gettext

from .description import TAGS, description

# Parameters every address has are told once, above all of them.
COMMON = ("lang", "names", "page", "limit")
# Values of a filter that are shown; the rest are in the vocabulary.
VALUES_SHOWN = 8


def groups_of(request):
    """Addresses by subject: each with its summary, parameters and an example."""
    document = description(request)
    groups = []
    for tag in TAGS:
        operations = [
            _operation(path, method, operation)
            for path, operations in document["paths"].items()
            for method, operation in operations.items()
            if tag in operation["tags"]
        ]
        groups.append({"name": gettext(tag), "operations": operations})
    return groups


def _operation(path, method, operation):
    example = path
    for parameter in operation["parameters"]:
        if parameter["in"] == "path":
            example = example.replace(f"{{{parameter['name']}}}", str(parameter["example"]))
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "example": example,
        "summary": gettext(operation["summary"]),
        "parameters": [_parameter(each) for each in operation["parameters"] if each["name"] not in COMMON],
    }


def _parameter(parameter):
    schema = parameter["schema"]
    values = [str(value) for value in (schema.get("items", schema)).get("enum", ())]
    return {
        "name": parameter["name"],
        "description": parameter.get("description", ""),
        "repeats": schema.get("type") == "array",
        "values": values[:VALUES_SHOWN],
        "more": len(values) > VALUES_SHOWN,
    }


def limits_in_words():
    return settings.API_REQUESTS_A_MINUTE
