"""What a record still lacks, and why others would be glad of it."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Part:
    """One part of a record: the section it is written in, what it is good for, and whether it is there."""

    key: str
    section: str
    label: str
    why: str
    is_there: bool = False


_PERSON = (
    Part("position", "work", _("Position"), _("It says in one line what you do.")),
    Part("affiliations", "work", _("Affiliation"), _("People look for whoever works at an institution.")),
    Part("country", "place", _("Country represented"), _("Most people begin their search with a country.")),
    Part("contacts", "contacts", _("Telephone or mail"), _("Members who need you soon can reach you directly.")),
    Part("languages", "languages", _("Languages"), _("Others see in which language to write to you.")),
    Part("expertise", "expertise", _("Expertise"), _("It is how people with a question find you.")),
    Part("interests", "interests", _("Interests"), _("It tells others what you would like to hear about.")),
    Part("stakeholder_group", "subjects", _("Stakeholder group"), _("It shows which part of society you come from.")),
    Part("sectors", "subjects", _("Sectors"), _("Projects look for people of their sector.")),
    Part("chemicals", "subjects", _("Chemicals"), _("Many questions are about one chemical.")),
    Part("biographies", "biography", _("Biography"), _("A few sentences make you a person and not only a name.")),
    Part("portrait", "photo", _("Photograph"), _("People recognise you at the next meeting.")),
    Part("time_zone", "time-zone", _("Time zone"), _("Others call at an hour that suits you.")),
)

_INSTITUTION = (
    Part("type", "names", _("Type"), _("Laboratories, centres and ministries are looked for by type.")),
    Part("country", "place", _("Country"), _("Most people begin their search with a country.")),
    Part("city", "place", _("City"), _("Visitors and parcels need it.")),
    Part("contacts", "contacts", _("Telephone or mail"), _("People can reach you directly.")),
    Part("languages", "reach", _("Working languages"), _("Others see in which language to write to you.")),
    Part("areas_of_work", "expertise", _("Areas of work"), _("It is how people with a question find you.")),
    Part("services", "services", _("Services"), _("People look for laboratories, training and disposal.")),
    Part("chemicals", "services", _("Chemicals"), _("Many questions are about one chemical.")),
    Part("descriptions", "description", _("Description"), _("A few sentences say what you do, and for whom.")),
)


def parts_of(record, values):
    """The parts of a record, given its contents, each marked whether it is there."""
    is_person = record._meta.model_name == "person"
    return [
        Part(
            part.key,
            part.section,
            part.label,
            part.why,
            bool(record.portrait if part.key == "portrait" else values[part.key]),
        )
        for part in (_PERSON if is_person else _INSTITUTION)
    ]
