"""The proceedings: every contribution by question, with who took part; on paper, as a document, and in numbers."""

import csv
import io

from django.http import Http404, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.views.generic import TemplateView

from directory.formats.tables import harmless

from ...rendering import in_language
from ...showing import author_of, organisation_of, ribbon_of
from ..printing import proceedings_as_document
from ..queries import by_question, contributions_of
from ..statistics import statistics_of
from ..summaries import summaries_shown
from .parts import OneConsultation


class Said:
    """A contribution as the reader of the page may know it."""

    def __init__(self, contribution, user, is_whole):
        self.contribution, self.post, self.is_whole = contribution, contribution.post, is_whole
        self.author = author_of(contribution.post, user)
        self.ribbon = ribbon_of(contribution.post)
        self.organisation = organisation_of(contribution.post)

    @property
    def html(self):
        return in_language(self.post.html)


class OfPublished(OneConsultation):
    """Once published, to all who read the consultation; before, to who leads it."""

    @cached_property
    def contributions(self):
        consultation = self.consultation
        if consultation.thread_id is None or not (consultation.is_published or self.leads):
            raise Http404
        return contributions_of(consultation)

    def parts(self):
        return [
            (question, [Said(each, self.request.user, is_whole) for each, is_whole in said])
            for question, said in by_question(self.consultation, self.contributions)
        ]

    def statistics(self):
        return statistics_of(self.consultation, self.contributions)


class Proceedings(OfPublished, TemplateView):
    template_name = "forum_consultations/proceedings.html"

    def get_context_data(self, **kwargs):
        parts = self.parts()
        address = self.request.build_absolute_uri(self.request.path)
        return super().get_context_data(
            parts=parts,
            statistics=self.statistics(),
            summaries=summaries_shown(self.consultation),
            articles=list(self.consultation.articles.all()),
            address=address,
            **kwargs,
        )


class _Asked(OfPublished):
    """The same, for files."""

    def __init__(self, request, **kwargs):
        self.request, self.kwargs = request, kwargs


def document(request, year, number):
    """The proceedings as a text document."""
    asked = _Asked(request, year=year, number=number)
    parts = asked.parts()
    made = proceedings_as_document(
        asked.consultation,
        parts,
        asked.statistics(),
        summaries_shown(asked.consultation),
        language=get_language() or "en",
        address=request.build_absolute_uri(asked.consultation.get_absolute_url()),
    )
    response = HttpResponse(
        made, content_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    )
    response["Content-Disposition"] = f'attachment; filename="SC-CONS-{year}-{number}.docx"'
    return response


def statistics(request, year, number):
    """The tables of who took part, one below the other."""
    asked = _Asked(request, year=year, number=number)
    asked.contributions  # noqa: B018 - whether one may see them
    text = io.StringIO()
    text.write("\ufeff")
    rows = csv.writer(text)
    rows.writerow([asked.consultation.reference, harmless(asked.consultation.called.text)])
    for table in asked.statistics().tables:
        rows.writerow([])
        rows.writerow([table.title])
        rows.writerow(table.columns)
        for words, numbers in table.rows:
            rows.writerow([harmless(words), *numbers])
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="SC-CONS-{year}-{number}-statistics.csv"'
    return response
