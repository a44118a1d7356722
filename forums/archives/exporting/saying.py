"""Names as the maker of a copy may read them."""

from django.utils.translation import gettext as _

from directory.models import Person
from forums.choices import Capacity


class Names:
    def __init__(self, viewer):
        self._viewer = viewer
        self._known: dict = {}

    def read(self, posts):
        """Learn the names of the authors of some posts, in one query."""
        asked = {post.person_id for post in posts} - self._known.keys() - {None}
        if asked:
            self._known |= dict.fromkeys(asked)
            self._known |= {
                person.pk: person.romanised_name
                for person in Person.objects.visible_to(self._viewer).filter(pk__in=asked)
            }

    def of(self, post):
        if post.person_id:
            return self._known.get(post.person_id) or _("A member of the network")
        if post.author_name:
            return post.author_name
        return _("The Secretariat") if post.capacity == Capacity.SECRETARIAT else _("A former member")

    def capacity_of(self, post):
        if post.capacity == Capacity.PARTY and post.country:
            return str(post.country)
        if post.capacity == Capacity.ORGANISATION and post.institution:
            return str(post.institution)
        return str(post.get_capacity_display())
