"""What a column of a file of experts may hold, how people head it, and what is said about its cells."""

from django.utils.translation import gettext_lazy as _

from directory.imports.choices import Kind
from directory.imports.fields import OTHER, PERSON_FIELDS, PLACE, Field
from directory.imports.targets import Target

from .words import table

KIND = "experts"

EXPERTISE, CAREER, ROSTER = _("Expertise"), _("Career"), _("Roster of experts")
_SEVERAL = _("Several are separated by semicolons or line breaks.")

# Of people, all but what a roster asks in another way and official posts, which have their own procedure.
_NOT_OF_PEOPLE = {
    "languages",
    "expertise",
    "interests",
    "category",
    "speaks_for",
    "starts_on",
    "ends_on",
}

TEXT_LANGUAGES = {
    "biography_ar": "ar",
    "biography_en": "en",
    "biography_es": "es",
    "biography_fr": "fr",
    "biography_ru": "ru",
    "biography_zh": "zh-hans",
}

OWN_FIELDS = (
    Field(
        "roster_fields", _("Fields of expertise"), EXPERTISE,
        "PCB decontamination and disposal (leading, 12 years); Inventories (experienced)",
        _("Several are separated by semicolons or line breaks; level and years stand in brackets."),
    ),
    Field("field_level", _("Level of expertise"), EXPERTISE, "", _("One for all fields, or as many as fields.")),
    Field("field_years", _("Years of experience"), EXPERTISE, "", _("One for all fields, or as many as fields.")),
    Field("free_terms", _("Other expertise, in one’s own words"), EXPERTISE, "transformer retrofilling", _SEVERAL),
    Field("headline", _("What this expert can help with, in one sentence"), EXPERTISE, ""),
    Field(
        "rated_languages", _("Languages with their level"), OTHER, "French: excellent; Wolof: mother tongue",
        _("Several are separated by semicolons; the level follows a colon or stands in brackets."),
    ),
    Field("mother_tongue", _("Mother tongues"), OTHER, "Wolof", _SEVERAL),
    Field("worked_in", _("Countries and regions worked in"), PLACE, "Ghana; Togo; Western Africa", _SEVERAL),
    Field("employed_since", _("In the present employment since"), CAREER, "2015-09"),
    Field("responsibilities", _("Responsibilities in the present employment"), CAREER, ""),
    Field(
        "employment", _("Earlier employment"), CAREER, "Chemist, National Laboratory, 2004–2009",
        _("Position, department, institution and years, divided by commas; a line for each."),
    ),
    Field(
        "education", _("Education"), CAREER, "MSc, Environmental chemistry, Université Cheikh Anta Diop, 2001–2003",
        _("Degree, subject, university and years, divided by commas; a line for each."),
    ),
    Field("education_title", _("Degree"), CAREER, "", _("If it has a column of its own.")),
    Field("education_subject", _("Subject of the degree"), CAREER, ""),
    Field("education_institution", _("University"), CAREER, ""),
    Field("education_ends", _("Year of the degree"), CAREER, ""),
    Field("qualifications", _("Professional qualifications"), CAREER, "Certified auditor (2010)", _SEVERAL),
    Field("memberships", _("Professional memberships"), CAREER, "", _SEVERAL),
    Field(
        "publications", _("Publications"), CAREER, "PCB in transformer oil (2018) doi:10.5555/12345678",
        _("Up to ten, a line for each: title, year, DOI or address."),
    ),
    Field(
        "panels", _("Panels and committees"), CAREER, "POPs Review Committee (member, 2012–2016)",
        _("Up to ten, a line for each; role and years in brackets."),
    ),
    Field("willing_to", _("Willing to"), ROSTER, "mission; review; train", _SEVERAL),
    Field(
        "availability", _("Availability"), ROSTER, "Not available (2027-01-01 – 2027-03-31)",
        _("One or several periods, each with what it is."),
    ),
    Field("declaration", _("Declaration of interests"), ROSTER, "none", _("None, or what they are.")),
    Field("gender", _("Gender"), ROSTER, ""),
    Field(
        "nominated_by", _("Nominated by"), ROSTER, "Senegal",
        _("A Party, or an institution entitled to nominate. The Secretariat checks each before it is listed."),
    ),
    Field("additional", _("Additional information"), ROSTER, ""),
    *(Field(code, label, OTHER, "") for code, label in (
        ("biography_ar", _("Biography in Arabic")), ("biography_en", _("Biography in English")),
        ("biography_es", _("Biography in Spanish")), ("biography_fr", _("Biography in French")),
        ("biography_ru", _("Biography in Russian")), ("biography_zh", _("Biography in Chinese")),
    )),
    Field("not_kept", _("What the roster does not keep"), ROSTER, "", _("Said row by row, and not written.")),
    Field("contact_reference", _("Reference to a contact record"), ROSTER, ""),
    Field("birth", _("Year or country of birth"), ROSTER, "", _("Said row by row, and never kept.")),
)  # fmt: skip

FIELDS = (*(field for field in PERSON_FIELDS if field.code not in _NOT_OF_PEOPLE), *OWN_FIELDS)

SENTENCES = {
    "entry_new_nominated": _(
        "An entry of the roster is made: nominated by %(who)s, with the Secretariat for its check, and not listed."
    ),
    "entry_new_draft": _("An entry of the roster is made, as a draft: nobody nominated it, and it is not listed."),
    "entry_nominated": _(
        "The entry of the roster becomes nominated by %(who)s, and goes to the Secretariat for its check."
    ),
    "entry_kept": _("The entry of the roster stays as it is: %(state)s."),
    "nomination_known": _("The entry is nominated by %(who)s already; no other nomination is made."),
    "nomination_other": _(
        "The file names %(who)s; the entry is nominated by %(known)s already. No second nomination is made."
    ),
    "nomination_not_now": _(
        "The nomination by %(who)s is not recorded, because the entry is %(state)s. Its own steps settle that."
    ),
    "not_a_party": _("“%(text)s” is no Party of the Convention, and so cannot nominate."),
    "may_not_nominate": _("“%(text)s” is no institution that may nominate today."),
    "unknown_level": _("“%(text)s” says neither how deep the expertise is nor how many years it took."),
    "unlikely_years": _("%(years)s years of work in a field are more than a working life holds."),
    "as_many": _("The cell has %(found)s entries for %(wanted)s fields; one for all or one for each is needed."),
    "unknown_rating": _("“%(text)s” is no level of a language."),
    "no_span": _("“%(text)s” has no time that could be read."),
    "ends_first": _("“%(text)s” ends before it starts."),
    "work_not_divided": _(
        "“%(text)s” could not be divided into position, department, institution and years, as commas or upright "
        "strokes divide them."
    ),
    "study_not_divided": _(
        "“%(text)s” could not be divided into degree, subject, university and years, as commas or upright strokes "
        "divide them."
    ),
    "no_title": _("“%(text)s” has no title."),
    "wrong_doi": _("“%(text)s” is no DOI; one begins with “10.”, for example 10.1021/es0001234."),
    "too_many_rows": _("The entry holds %(most)s; these were left out: %(left)s."),
    "row_too_long": _("“%(text)s” is too long: %(length)s characters, where the entry holds %(most)s."),
    "ambiguous_gender": _(
        "“%(text)s” can be read in two ways, because the column also holds “H”. Please say which is meant."
    ),
    "birth_not_kept": _("Year and country of birth are never kept in this roster; the cell was not read."),
    "not_kept": _("The roster does not keep this; it was not taken over."),
    "unlikely_year_of": _("“%(text)s” is no year in which this can have been."),
    "period_without_start": _("“%(text)s” has no first day, so that it counts from today."),
    "kept_in_words": _("Kept in the person’s own words: “%(text)s”."),
    "records_read": _("The file holds structured data: %(count)s records of experts."),
    "records_aside": _("%(count)s records of the file are neither experts nor their contacts; they were not read."),
    "reference_unresolved": _(
        "The record points at a contact (%(text)s) that is not in the file, so that it has no name."
    ),
}
SHORT = {
    "unknown_level": _("Level or years not understood"),
    "unknown_rating": _("Level of a language not understood"),
    "work_not_divided": _("Employment not to be divided"),
    "study_not_divided": _("Studies not to be divided"),
    "no_span": _("Time not understood"),
    "not_a_party": _("Nominated by no Party"),
    "may_not_nominate": _("Nominated by an institution that may not"),
    "entry_new_nominated": _("New entry, nominated"),
    "entry_new_draft": _("New entry, a draft"),
    "entry_nominated": _("Known entry, nominated"),
    "entry_kept": _("Known entry"),
    "birth_not_kept": _("Birth, never kept"),
    "not_kept": _("Not kept"),
}


# Why a row was not undone.
KEPT = {"entry_decided": _("The entry was decided upon since; it is settled by its own steps.")}


def target(companion, formats, headings):
    """The kind of rows the roster brings in."""
    return Target(
        KIND,
        _("Experts for the roster"),
        Kind.PEOPLE,
        FIELDS,
        template=_("Template for experts (XLSX)"),
        headings={
            **{row["words"]: row["field"] for row in table("headings")},
            **{heading.casefold(): code for heading, code in headings.items()},
        },
        instead={
            "expertise": "roster_fields",
            "languages": "rated_languages",
            "category": "",
            "starts_on": "",
        },
        several=frozenset(
            (
                *("roster_fields", "free_terms", "rated_languages", "mother_tongue", "worked_in", "employment"),
                *("education", "qualifications", "memberships", "publications", "panels", "willing_to"),
                *("availability", "additional", "not_kept", "birth"),
            )
        ),
        never_kept=frozenset(("birth",)),
        without=("posts", "posts_by", "posts_source", "posts_from"),
        formats=formats,
        companion=companion,
        sentences=SENTENCES,
        short=SHORT,
    )
