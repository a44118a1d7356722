"""Calendar files and feeds. Programs fetch them by a key, and each time it is asked anew who may know what.

Whoever comes by a key or a letter has shown no second factor: the Secretariat gets what its own records give it.
"""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.generic import TemplateView

from ...from_letter import LetterPage, link, read
from ...models import Group, Membership
from ...models.groups import groups_of
from .. import actions, queries
from ..calendar import CONTENT_TYPE, calendar_of
from ..letters import FILE, SILENCE
from ..models import CalendarKey, Meeting
from ..permissions import may_attend


def one(request, pk):
    """One meeting for the calendar of whoever is signed in, or of a visitor."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).select_related("group"), pk=pk)
    return _answer([meeting], request.user, f"meeting-{meeting.pk}")


def of_group(request, slug):
    """The meetings of a group, as whoever asks may know them."""
    group = get_object_or_404(Group.objects.readable_by(request.user), slug=slug)
    return _answer(queries.of_calendar(group.meetings.all()), request.user, group.slug, group.name)


class File(LetterPage):
    """The file a letter leads to. Whoever has left the group gets nothing by it."""

    http_method_names = ["get", "head", "options"]

    def follow(self, token):
        signed = read(FILE, token)
        if signed is None or signed.is_expired:
            return None
        pk, user = signed.values
        user = _without_office(get_user_model().objects.filter(pk=user, is_active=True).first())
        meeting = user and Meeting.objects.visible_to(user).select_related("group").filter(pk=pk).first()
        return (meeting, user) if meeting else None

    def get(self, request, *args, **kwargs):
        meeting, user = self.followed
        return _answer([meeting], user, f"meeting-{meeting.pk}")


@sensitive_variables("key")
def feed(request, key, slug=None):
    """A calendar a program keeps up by itself: of one group, or of all the groups somebody belongs to."""
    found = CalendarKey.objects.select_related("user").filter(key=key, user__is_active=True).first()
    if found is None:
        raise Http404
    user = _without_office(found.user)
    if slug is None:
        meetings = Meeting.objects.filter(group__in=groups_of(user))
        return _answer(queries.of_calendar(meetings), user, "my-groups", _("Meetings of my groups"))
    group = get_object_or_404(Group.objects.readable_by(user), slug=slug)
    return _answer(queries.of_calendar(group.meetings.all()), user, group.slug, group.name)


class MyCalendar(LoginRequiredMixin, TemplateView):
    """The addresses of one's own calendars."""

    template_name = "meetings/my_calendar.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        key, language = actions.key_of(user), self.request.LANGUAGE_CODE
        groups = Group.objects.filter(pk__in=groups_of(user)).order_by("name_en", "pk")
        meetings = Meeting.objects.filter(group__in=groups).to_come().select_related("group")
        return super().get_context_data(
            all_address=link(language, "meetings:feed_of_all", key),
            addresses=[(group, link(language, "meetings:feed", key, group.slug)) for group in groups],
            to_come=queries.with_times(meetings[:50], user),
            trail=[(_("My page"), reverse("my")), (_("My forums"), reverse("my_forums:overview"))],
            **kwargs,
        )

    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        add_never_cache_headers(response)
        response.headers["Referrer-Policy"] = "strict-origin"
        return response


@login_required
def renew(request):
    if request.method == "POST":
        actions.renew_key(request.user)
        messages.success(request, _("The addresses are new. Those you gave out before work no more."))
    return redirect("my_calendar:page")


@method_decorator(csrf_exempt, name="dispatch")
class Silence(LetterPage):
    """No letters about meetings of a group, by one click in a mail program (RFC 8058); opened, it only offers it."""

    template_name = "meetings/silence.html"

    def follow(self, token):
        signed = read(SILENCE, token, days=3650)
        if signed is None:
            return None
        return Membership.objects.select_related("group").filter(pk=signed.values[0]).first()

    def get_context_data(self, **kwargs):
        return super().get_context_data(group=self.followed.group, is_done=False, **kwargs)

    def post(self, request, *args, **kwargs):
        actions.keep_silent(self.followed)
        return render(request, self.template_name, {"group": self.followed.group, "is_done": True})


def _without_office(user):
    if user is not None:
        user.awaits_second_factor = user.is_staff
    return user


def _answer(meetings, user, stem, name=""):
    base = settings.BASE_URL.rstrip("/")
    words = calendar_of(
        meetings,
        name=name,
        is_attending=lambda meeting: may_attend(user, meeting.group),
        address_of=lambda meeting: base + meeting.get_absolute_url(),
    )
    response = HttpResponse(words, content_type=CONTENT_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{stem}.ics"'
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    add_never_cache_headers(response)
    return response
