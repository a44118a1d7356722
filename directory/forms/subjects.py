"""The words people are found by: expertise, interests, sectors, chemicals, articles."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from ..choices import SectorKind, TermStatus
from ..contents import AUDIENCE
from ..disclosure import FIELD_LABELS
from ..models import (
    Chemical,
    ConventionArticle,
    ExpertiseTerm,
    Sector,
    StakeholderGroup,
)
from .fields import ManyBoxes, Paragraphs, without_invisible
from .sections import SectionForm, choices_of, in_reading_order

MOST_PROPOSALS = 10


class TermsForm(SectionForm):
    """Terms of the vocabulary, and new ones in the person's own words."""

    key = ""
    label = ""

    proposed = Paragraphs(
        label=_("Something that is missing above"),
        max_length=1000,
        required=False,
        rows=3,
        help_text=_(
            "One a line, in your own words. It is shown at once, marked as proposed, until the Secretariat takes it "
            "into the list."
        ),
    )

    @property
    def layout(self):
        return (self.key, "proposed")

    @property
    def with_audience(self):
        return (self.key,)

    @property
    def keys(self):
        return [self.key, AUDIENCE + self.key]

    def prepare(self):
        self.fields[self.key] = ManyBoxes(
            label=self.label or FIELD_LABELS[self.key], choices=terms_by_group(self.now[self.key])
        )

    def clean_proposed(self):
        words = [word.strip(" ,;") for word in re.split(r"[\n;]", self.cleaned_data["proposed"])]
        words = [without_invisible(word, keep="") for word in dict.fromkeys(words) if word]
        if len(words) > MOST_PROPOSALS:
            raise ValidationError(_("Propose %(number)s terms at most at one time.") % {"number": MOST_PROPOSALS})
        if any(len(word) > 100 for word in words):
            raise ValidationError(_("A term can have 100 letters at most. Write each on a line of its own."))
        return words

    def changes(self):
        return {name: self.cleaned_data[name] for name in self.keys}

    @property
    def proposals(self):
        return {self.key: self.cleaned_data["proposed"]}


def terms_by_group(chosen):
    """The vocabulary as choices, folded by broader term; terms of members that this record holds come last."""
    terms = list(ExpertiseTerm.objects.filter(Q(status=TermStatus.CONTROLLED) | Q(pk__in=chosen)))
    narrower, broader = {}, []
    for term in terms:
        if term.status != TermStatus.CONTROLLED:
            continue
        if term.parent_id is None:
            broader.append(term)
        else:
            narrower.setdefault(term.parent_id, []).append(term)
    groups = [
        (
            term.label,
            [
                (term.pk, pgettext("a broader term in the list of its narrower ones", "%(term)s in general")
                 % {"term": term.label} if narrower.get(term.pk) else term.label),
                *in_reading_order((each.pk, each.label) for each in narrower.get(term.pk, [])),
            ],
        )
        for term in broader
    ]  # fmt: skip
    own = [
        (
            term.pk,
            (
                _("%(term)s (proposed)")
                if term.status == TermStatus.PROPOSED
                else _("%(term)s (not taken into the list)")
            )
            % {"term": term.label},
        )
        for term in terms
        if term.status != TermStatus.CONTROLLED
    ]
    return [*groups, *([(_("Proposed by members"), own)] if own else [])]


class ExpertiseForm(TermsForm):
    code = "expertise"
    told = ("expertise",)
    audiences = ("expertise",)
    key = "expertise"
    title = _("Expertise")
    intro = _("What you know so well that others may ask you about it.")


class InterestsForm(TermsForm):
    code = "interests"
    told = ("interests",)
    audiences = ("interests",)
    key = "interests"
    title = _("Interests")
    intro = _("What you would like to hear about.")


class FieldsForm(SectionForm):
    code = "subjects"
    told = ("stakeholder_group", "sectors", "chemicals", "articles")
    audiences = ("stakeholder_group", "sectors", "chemicals", "articles")
    title = _("Sectors, chemicals and articles")
    intro = _("These words lead people who search to you.")
    layout = ("stakeholder_group", "sectors", "chemicals", "articles")
    with_audience = layout

    stakeholder_group = forms.TypedChoiceField(
        label=_("Stakeholder group"), required=False, coerce=int, empty_value=None
    )
    sectors = ManyBoxes(label=_("Economic and social sectors"))
    chemicals = ManyBoxes(label=_("Chemicals"))
    articles = ManyBoxes(label=_("Articles of the Convention"))

    def prepare(self):
        self.fields["stakeholder_group"].choices = [
            ("", "–"), *((group.pk, group.name) for group in StakeholderGroup.objects.all())
        ]  # fmt: skip
        self.fields["sectors"].choices = sectors_by_kind()
        self.fields["chemicals"].choices = [(_("Chemicals"), choices_of(Chemical))]
        self.fields["articles"].choices = [
            (
                _("Articles of the Convention"),
                [(each.pk, f"{each.number}. {each.name}" if each.number else each.name) for each in
                 ConventionArticle.objects.all()],
            )
        ]  # fmt: skip


def sectors_by_kind():
    sectors = list(Sector.objects.all())
    return [
        (kind.label, in_reading_order((sector.pk, sector.name) for sector in sectors if sector.kind == kind))
        for kind in SectorKind
        if any(sector.kind == kind for sector in sectors)
    ]
