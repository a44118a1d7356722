"""The demonstration network has something to show, once, and takes it away again."""

from datetime import timedelta

from notifications.models import UnreachableAddress

from directory.upkeep.demonstration import make_upkeep, remove_upkeep
from directory.upkeep.models import ConfirmationRequest, Task
from tests.factories import DesignationFactory, InstitutionContactFactory, PersonContactFactory, PersonFactory

from .conftest import LONG_AGO, MONDAY, letters


def test_demonstration_is_made_once_and_taken_away(monday):
    for number in range(12):
        confirmed_at = LONG_AGO if number % 2 else MONDAY - timedelta(days=20 + number)
        person = PersonFactory(is_demo=True, confirmed_at=confirmed_at)
        PersonContactFactory(person=person, kind="email", value=f"person{number}@ke.example")
    DesignationFactory(person=person, category__code="national-focal-point")
    InstitutionContactFactory(institution__is_demo=True, value="office@ke.example")
    for _time in range(2):
        make_upkeep(1, MONDAY.date())

    answers = ConfirmationRequest.objects.exclude(person=None)
    assert answers.filter(answered_at=None).exists()
    assert answers.exclude(answered_at=None).count() == 6
    assert [mail.address for mail in letters()] == ["office@ke.example"]
    assert [task.record for task in Task.objects.all()] == [person]

    remove_upkeep()
    assert not Task.objects.exists()
    assert not UnreachableAddress.objects.exists()
