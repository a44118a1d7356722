"""A person's photograph: shown to whom they let see it, and changed by its owner."""

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ..actions.portraits import update_portrait
from ..contents import audience_values
from ..disclosure import disclose_all
from ..forms.portraits import PortraitForm
from ..forms.sections import problems_of
from ..models import Person
from ..portraits import small_name
from .keeping import KeptRecord


@require_safe
def portrait(request, slug):
    """The photograph, or its small copy with ``?size=small``."""
    person = get_object_or_404(Person.objects.visible_to(request.user), slug=slug)
    held = disclose_all([person], request.user, ())[0].portrait
    name = held and held.name
    if name and request.GET.get("size") == "small" and default_storage.exists(small_name(name)):
        name = small_name(name)
    if not name or not default_storage.exists(name):
        raise Http404
    etag = quote_etag(name)
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponseNotModified()
    else:
        response = FileResponse(
            default_storage.open(name), as_attachment=True, filename=f"{person.slug}.jpg", content_type="image/jpeg"
        )
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    return response


class Photo(KeptRecord):
    template_name = "directory/record/photo.html"

    def get(self, request, *args, **kwargs):
        form = PortraitForm(self.record, initial={"audience": audience_values(self.record)["portrait"]})
        return self.render_to_response(self.get_context_data(form=form))

    def post(self, request, *args, **kwargs):
        form = PortraitForm(self.record, request.POST, request.FILES)
        if form.is_valid():
            changed = update_portrait(
                self.record,
                by=request.user,
                pictures=form.cleaned_data["photo"],
                remove=form.cleaned_data.get("remove", False),
                audience=form.cleaned_data["audience"],
            )
            if changed:
                messages.success(request, _("Saved: %(section)s.") % {"section": _("Photograph")})
            else:
                messages.info(request, _("Nothing was changed: the record already says this."))
            return redirect(f"{self.address('record')}#photo")
        problems = [problem for field in form for problem in problems_of(field)]
        return self.render_to_response(self.get_context_data(form=form, problems=problems), status=422)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            portrait_address=reverse("directory:portrait", args=[self.record.slug]), **kwargs
        )
