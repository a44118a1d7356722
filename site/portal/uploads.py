"""Giving out what people uploaded: to whom may see it, as a file to keep, never as a page of this site."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe
from wagtail.images import get_image_model

from directory.disclosure import disclose
from directory.models import Person


@require_safe
def upload(request, name):
    """One file of the media folder. What no rule below allows does not exist."""
    folder = name.partition("/")[0]
    allowed = RULES.get(folder)
    if allowed is None or not allowed(request.user, name):
        raise Http404
    try:
        file = default_storage.open(name)
    except (FileNotFoundError, IsADirectoryError) as error:
        raise Http404 from error
    response = FileResponse(file, as_attachment=True)
    # Should a browser open it after all, it may do nothing.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=300"
    return response


def sees_portrait(user, name):
    """Whether somebody sees the person, and the person shows them the portrait."""
    person = Person.objects.visible_to(user).filter(portrait=name).first()
    return person is not None and disclose(person, user).portrait is not None


def is_published_image(user, name):
    """Whether a picture was made for a page: the originals, with all they may hold, stay inside."""
    return get_image_model().get_rendition_model().objects.filter(file=name).exists()


RULES = {"portraits": sees_portrait, "images": is_published_image}
