"""What stands beside a person's record: their posts, as far as the viewer may read them."""

from django.template.loader import render_to_string

from directory.disclosure import DisclosedPerson

from .views.lists import posts_of


def posts_beside(thing, request):
    """A line that leads to what somebody wrote; nothing where the viewer may read none of it."""
    if not isinstance(thing, DisclosedPerson):
        return ""
    if not posts_of(thing.person, request.user).exists():
        return ""
    return render_to_string("forums/_of_person.html", {"slug": thing.slug})
