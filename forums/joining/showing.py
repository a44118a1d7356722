"""How pages and letters of groups name people: as the directory discloses them to whoever reads."""

from django.utils.translation import gettext as _

from directory.choices import Audience
from directory.models import Person, audience_of


def may_see(person, viewer):
    """The twin of ``Person.objects.visible_to`` for one person."""
    return viewer is not None and Person.objects.visible_to(viewer).filter(pk=person.pk).exists()


def name_of(user, viewer):
    """The name of a user as a viewer may read it; None as a viewer is somebody outside the network."""
    if user is None:
        return _("The Secretariat")
    person = user.record
    if person is None:
        is_secretariat = audience_of(user) >= Audience.SECRETARIAT or user.is_staff
        return _("The Secretariat") if is_secretariat else _("A member of the network")
    if may_see(person, viewer if viewer is not None else Audience.EVERYONE):
        return person.romanised_name
    return _("A member of the network")
