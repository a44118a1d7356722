"""The public log of decisions."""

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import ListView

from forums.choices import Visibility
from forums.models import Group

from .. import queries


class Log(ListView):
    """What was decided, which rule, when, by whom in what role; in public groups with the group."""

    template_name = "forum_conduct/log.html"
    paginate_by = 50

    def get_queryset(self):
        slug = self.request.GET.get("group")
        if not slug:
            return queries.log()
        group = Group.objects.filter(slug=slug.replace("\0", ""), visibility=Visibility.PUBLIC).first()
        if group is None:
            raise Http404
        return queries.log(group)

    def get_context_data(self, **kwargs):
        return super().get_context_data(trail=[(_("Forums"), reverse("forums:home"))], **kwargs)
