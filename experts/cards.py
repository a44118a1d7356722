"""The address card of an expert: the person's own, with what they are an expert in (RFC 6715) and their page here."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from directory.formats import vcard

from .choices import ExpertiseLevel

# The words of the standard for what experts say in ours.
_LEVELS = {
    ExpertiseLevel.WORKING: "beginner",
    ExpertiseLevel.EXPERIENCED: "average",
    ExpertiseLevel.LEADING: "expert",
}


def card_of(entry, request):
    """A vCard of a disclosed entry, as a file."""

    def lines(_person):
        for number, field in enumerate(entry.fields, start=1):
            yield f"EXPERTISE;LEVEL={_LEVELS[field.level]};INDEX={number}:{vcard.text(field.term)}"
        for term in entry.terms_in_words:
            yield f"EXPERTISE:{vcard.text(term)}"
        yield f"URL:{request.build_absolute_uri(entry.get_absolute_url())}"

    card = "".join(vcard.cards("person", [entry.person], request, lines))
    response = HttpResponse(card, content_type="text/vcard; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{entry.slug}.vcf")
    response["X-Robots-Tag"] = "noindex"
    return response
