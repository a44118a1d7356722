"""Two members of the Secretariat decide about one pair in the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from directory.duplicates.actions import MergeRefusedError, merge
from directory.duplicates.models import Merge
from directory.models import Person, User
from tests.factories import PersonFactory, UserFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time"),
]


@pytest.mark.parametrize("crosswise", [False, True])
def test_one_merge_comes_of_two_at_once(crosswise):
    one = PersonFactory(given_name="Wanjiru", family_name="Kamau").pk
    other = PersonFactory(given_name="W.", family_name="Kamau").pk
    by = UserFactory(is_staff=True).pk
    ready = Barrier(2)

    def put_together(kept, gone):
        try:
            records = Person.objects.get(pk=kept), Person.objects.get(pk=gone)
            user = User.objects.get(pk=by)
            ready.wait(30)
            return merge(*records, by=user).pk
        except MergeRefusedError as refused:
            return refused.problems
        finally:
            connection.close()

    second = (other, one) if crosswise else (one, other)
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda pair: put_together(*pair), [(one, other), second]))

    merged = Merge.objects.get()
    if crosswise:
        # Whoever came second is told that one of the two is closed.
        assert [answer for answer in answers if isinstance(answer, int)] == [merged.pk]
        assert any("is not listed" in words for answer in answers if isinstance(answer, list) for words in answer)
    else:
        assert answers == [merged.pk, merged.pk]
