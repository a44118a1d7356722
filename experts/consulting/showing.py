"""What one side of a question is shown of the other: names as the directory discloses them."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from directory.choices import Audience
from directory.disclosure import DisclosedPerson
from directory.models import Person, audience_of
from directory.templatetags.directory import Written, names_for_reader
from experts.models import RosterEntry

from .choices import OnBehalfOf


def viewer_of(entry):
    """As whom an expert reads: by their sign-in, or, without one, as a member."""
    user = entry.person.user
    return user if user is not None and user.is_active else Audience.MEMBERS


def people_seen(keys, viewer):
    """``{key: name}`` of those among these people whom a viewer may know of, in one query."""
    people = Person.objects.visible_to(viewer).filter(pk__in={key for key in keys if key})
    seen = audience_of(viewer)
    return {person.pk: names_for_reader(DisclosedPerson(person, seen)).first for person in people}


def experts_seen(keys, viewer):
    """``{key of the entry: name}`` of the experts a viewer may know of, in one query."""
    entries = (
        RosterEntry.objects.visible_to(viewer).filter(pk__in={key for key in keys if key}).select_related("person")
    )
    seen = audience_of(viewer)
    return {entry.pk: names_for_reader(DisclosedPerson(entry.person, seen)).first for entry in entries}


def _words(text):
    return Written(str(text), "", "auto")


def somebody():
    return _words(_("A member of the network"))


def an_expert():
    return _words(_("An expert of the roster"))


def the_secretariat():
    return _words(_("The Secretariat"))


def name_asker(question, viewer):
    """Who asks, as a viewer may know it."""
    return name_askers([question], viewer)[question.pk]


def name_askers(questions, viewer):
    """``{key: name}`` of the askers of questions, in one query. Questions come with ``asked_by__person``."""
    persons = {question.pk: _person_of(question.asked_by) for question in questions}
    seen = people_seen((person.pk for person in persons.values() if person), viewer)
    names = {}
    for question in questions:
        person = persons[question.pk]
        if person is None and question.asked_by is not None and question.asked_by.is_staff:
            names[question.pk] = the_secretariat()
        else:
            names[question.pk] = (seen.get(person.pk) if person else None) or somebody()
    return names


def own_name(entry):
    """What an expert is called in a letter to them."""
    return names_for_reader(DisclosedPerson(entry.person, Audience.SECRETARIAT)).first


def name_expert(invitation, viewer):
    """Who was asked, as a viewer may know it; oneself always."""
    entry = invitation.entry
    own = getattr(viewer, "pk", None) is not None and entry.person.user_id == viewer.pk
    if own:
        return own_name(entry)
    return experts_seen([entry.pk], viewer).get(entry.pk) or an_expert()


def for_whom(question):
    """On whose behalf a question is asked, in words; empty for oneself."""
    if question.on_behalf_of == OnBehalfOf.COUNTRY:
        return question.country.name
    return question.group_name


def _person_of(user):
    return user.record if user is not None else None


def in_words(reasons):
    """Reasons in a line; they hold commas of their own."""
    return pgettext("between reasons", "; ").join(str(reason) for reason in reasons)
