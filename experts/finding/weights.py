"""What counts how much when experts are put in order: all of it, and nowhere else; readers see it on a page.

Whoever fits everything asked for comes first, in the order of these points; then come near matches. Gender, name,
and how long somebody has been on the roster count nothing.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Weight:
    """So many points for one thing, and the sentence that tells readers."""

    points: int
    sentence: str | Promise
    # Whether somebody with it fits what was asked; otherwise it makes a near match.
    fits: bool = True


# --- Fields of expertise --------------------------------------------------------------------------------

FIELD_EXACT = Weight(40, _("The field asked for is among their fields."))
FIELD_BELOW = Weight(36, _("A narrower field, below the one asked for, is among their fields."))
FIELD_ABOVE = Weight(
    34, _("Only the broader field, above the one asked for, is theirs, and they are experienced in it."), fits=False
)
FIELD_BESIDE = Weight(
    32,
    _("Only a neighbouring or related field is theirs, and they are experienced in it."),
    fits=False,
)
# How they stand in a field that fits: (their own level, whether whoever nominated them endorsed the field).
STANDING = {
    (3, True): Weight(22, _("They call themselves a leading expert in the field, and their nominator endorses it.")),
    (2, True): Weight(20, _("They call themselves experienced in the field, and their nominator endorses it.")),
    (3, False): Weight(20, _("They call themselves a leading expert in the field; nobody endorsed it.")),
    (1, True): Weight(6, _("They have working knowledge of the field, and their nominator endorses it.")),
    (2, False): Weight(6, _("They call themselves experienced in the field; nobody endorsed it.")),
}
MANY_YEARS, SOME_YEARS = 10, 5
YEARS = {
    MANY_YEARS: Weight(2, _("They have worked in the field for ten years or more.")),
    SOME_YEARS: Weight(1, _("They have worked in the field for five to nine years.")),
}
EACH_FURTHER_FIELD = Weight(4, _("Each further field of theirs that fits the same words, three at most."))
MOST_FURTHER_FIELDS = 3

EACH_FURTHER_SUBJECT = Weight(6, _("Each further subject asked for; of several, one is enough."))
SUBJECT_BESIDE = Weight(4, _("A broad subject that only goes with a narrower one: inventories, with PCBs."))

# --- Chemicals, articles and sectors --------------------------------------------------------------------

CHEMICAL = Weight(30, _("The chemical asked for, of which no field is named, is among those they work on."))
CHEMICAL_ALONE = Weight(
    12, _("Only the chemical asked for is among those they work on, none of the fields about it."), fits=False
)
ARTICLE = Weight(20, _("The article of the Convention asked for is among those they work on."))
SECTOR = Weight(20, _("The sector asked for is among theirs."))

# --- Places ---------------------------------------------------------------------------------------------

PLACE_HERE = Weight(24, _("They represent, or work in, the country or region asked for."))
PLACE_WORKED = Weight(24, _("They have worked in the country or region asked for."))
PLACE_SUBREGION = Weight(10, _("They work, or have worked, in another country of the same subregion."), fits=False)
PLACE_REGION = Weight(6, _("They work, or have worked, elsewhere in the same region."), fits=False)
EACH_FURTHER_PLACE = Weight(4, _("Each further place asked for in which they work or have worked."))

# --- Languages ------------------------------------------------------------------------------------------

LANGUAGE = {
    4: Weight(24, _("The language asked for is their mother tongue.")),
    3: Weight(24, _("They know the language asked for excellently.")),
    2: Weight(14, _("They know the language asked for well.")),
    1: Weight(6, _("They know the language asked for only fairly."), fits=False),
}
# What is asked for when a sentence names a language alone.
LANGUAGE_LEAST = 2
# Who knows it less well than this is no near match by it; the points count all the same.
LANGUAGE_NEAR = 2
LANGUAGE_BELOW = Weight(6, _("They know the language asked for, less well than was asked."), fits=False)

# --- Willingness and availability -----------------------------------------------------------------------

WILLING = Weight(14, _("They are willing to do what is asked for."))
AVAILABLE = {
    "now": Weight(14, _("When somebody available is asked for: they are available now.")),
    "part": Weight(9, _("When somebody available is asked for: they are available in part.")),
    "soon": Weight(5, _("When somebody available is asked for: they will be within three months."), fits=False),
}
AVAILABLE_ANYHOW = Weight(2, _("They say that they are available now, in full or in part, whatever is asked."))

# --- Words no vocabulary knows --------------------------------------------------------------------------

WORD_IN_NAME = Weight(30, _("A word of the sentence is in their name."))
WORD_IN_FACT = Weight(12, _("A word stands in their headline, free terms, position, affiliation or panels."))
WORD_IN_TEXT = Weight(8, _("A word stands in the titles of their publications, their education or biography."))

# --- What became of questions ---------------------------------------------------------------------------

ANSWERS = {
    degree: Weight(degree, sentence)
    for degree, sentence in (
        (3, _("They answered nearly all of the questions they were asked, and at least four.")),
        (2, _("They answered most of the questions they were asked.")),
        (1, _("They answered some of the questions they were asked.")),
    )
}

# Near matches are added when fewer than this many fit everything; at most so many.
NEAR_MATCHES_BELOW = 10
MOST_NEAR_MATCHES = 10

# --- People like this one -------------------------------------------------------------------------------

ALIKE_SENTENCE = _(
    "People like an expert share fields and chemicals with them, of which rare ones count more than frequent ones;"
    " then languages and the region."
)
# How many times a shared rarity counts: rarity is from 1 (half of all have it) to about 10 (one in a thousand).
ALIKE = {"expertise": 4, "chemical": 3, "language": 1, "subregion": 1}


def degree_of_answers(asked, answered):
    """From 0 to 3, by the part of questions answered; one answer to one question is no proof yet."""
    return min(3, int(3.75 * answered / (asked + 1))) if asked else 0


def groups():
    """Everything above for readers: (heading, weights, the highest first)."""
    return [
        (
            _("Fields of expertise"),
            [
                *(FIELD_EXACT, FIELD_BELOW, FIELD_ABOVE, FIELD_BESIDE),
                *(*STANDING.values(), *YEARS.values(), EACH_FURTHER_FIELD),
                *(EACH_FURTHER_SUBJECT, SUBJECT_BESIDE),
            ],
        ),
        (_("Chemicals, articles of the Convention and sectors"), [CHEMICAL, CHEMICAL_ALONE, ARTICLE, SECTOR]),
        (_("Places"), [PLACE_HERE, PLACE_WORKED, PLACE_SUBREGION, PLACE_REGION, EACH_FURTHER_PLACE]),
        (_("Languages"), [*LANGUAGE.values(), LANGUAGE_BELOW]),
        (_("Willingness and availability"), [WILLING, *AVAILABLE.values(), AVAILABLE_ANYHOW]),
        (_("Other words"), [WORD_IN_NAME, WORD_IN_FACT, WORD_IN_TEXT]),
        (_("Questions asked and answered"), [*ANSWERS.values()]),
    ]
