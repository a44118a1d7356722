"""Meetings of a group: the list, one meeting, and what facilitators do with it."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from ...models import Group, Thread
from ...queries import capacities_of
from .. import actions, queries
from ..clock import zone_of
from ..forms import CancelForm, MeetingForm, MinutesForm
from ..letters import times
from ..models import Meeting
from ..permissions import may_attend


class OfMeeting:
    """A page about one meeting, for those who read its group."""

    perm = ""

    @cached_property
    def meeting(self):
        meetings = Meeting.objects.visible_to(self.request.user).select_related("group", "thread", "minutes")
        meeting = get_object_or_404(meetings, pk=self.kwargs["pk"])
        if self.perm and not self.request.user.has_perm(self.perm, meeting.group):
            raise PermissionDenied
        return meeting

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        if request.user.is_authenticated:
            add_never_cache_headers(response)
        return response

    def get_context_data(self, **kwargs):
        meeting, user = self.meeting, self.request.user
        return super().get_context_data(
            meeting=meeting,
            group=meeting.group,
            times=times(meeting, zone_of(user) or meeting.zone),
            attends=may_attend(user, meeting.group),
            conducts=user.is_authenticated and user.has_perm("meetings.conduct", meeting.group),
            trail=self.trail(),
            **kwargs,
        )

    def trail(self):
        group = self.meeting.group
        trail = [
            (_("Forums"), reverse("forums:home")),
            (group.name, group.get_absolute_url()),
            (_("Meetings"), reverse("meetings:list", args=[group.slug])),
        ]
        return trail if not self.perm else [*trail, (self.meeting.title, self.meeting.get_absolute_url())]


class MeetingPage(OfMeeting, TemplateView):
    template_name = "meetings/meeting.html"


class GroupMeetings(TemplateView):
    """What is to come and what was."""

    template_name = "meetings/list.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        group = get_object_or_404(Group.objects.readable_by(user), slug=self.kwargs["slug"])
        return super().get_context_data(
            group=group,
            to_come=queries.with_times(group.meetings.to_come(), user),
            over=queries.with_times(group.meetings.over()[:50], user),
            may_plan=user.has_perm("meetings.plan", group),
            attends=may_attend(user, group),
            trail=[(_("Forums"), reverse("forums:home")), (group.name, group.get_absolute_url())],
            **kwargs,
        )


class Plan(LoginRequiredMixin, FormView):
    """A new meeting of a group; ``?thread=`` hangs it beside a thread."""

    template_name = "meetings/plan.html"
    form_class = MeetingForm

    @cached_property
    def group(self):
        group = get_object_or_404(Group.objects.readable_by(self.request.user), slug=self.kwargs["slug"])
        if not self.request.user.has_perm("meetings.plan", group):
            raise PermissionDenied
        return group

    @cached_property
    def thread(self):
        pk = self.request.GET.get("thread", "")
        if not pk:
            return None
        if not pk.isdecimal() or len(pk) > 18:
            raise Http404
        return get_object_or_404(Thread.objects.visible_to(self.request.user), pk=pk, group=self.group)

    def get_initial(self):
        zone = zone_of(self.request.user)
        return {
            "time_zone": zone.key if zone else "UTC",
            "language": self.group.language,
            "title": self.thread.title if self.thread else "",
        }

    def get_context_data(self, **kwargs):
        group = self.group
        trail = [
            (_("Forums"), reverse("forums:home")),
            (group.name, group.get_absolute_url()),
            (_("Meetings"), reverse("meetings:list", args=[group.slug])),
        ]
        return super().get_context_data(group=group, thread=self.thread, trail=trail, **kwargs)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form):
        meeting = actions.plan_meeting(
            self.group, by=self.request.user, thread=self.thread, token=form.cleaned_data["token"], **form.said
        )
        messages.success(self.request, _("The meeting is set down, and the members are told."))
        return redirect(meeting)


class Conduct(LoginRequiredMixin, OfMeeting, FormView):
    """A form about a meeting for those who conduct it."""

    perm = "meetings.conduct"
    needs_open = True

    def get(self, request, *args, **kwargs):
        return self.over() or super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        return self.over() or super().post(request, *args, **kwargs)

    def over(self):
        if self.needs_open and not self.meeting.is_open:
            messages.warning(self.request, _("This meeting is over or cancelled: nothing is changed any more."))
            return redirect(self.meeting)
        return None

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class Change(Conduct):
    template_name = "meetings/change.html"
    form_class = MeetingForm

    def get_form_kwargs(self):
        # The form writes into what it is given: the page goes on showing the meeting as it is.
        return {**super().get_form_kwargs(), "instance": Meeting.objects.get(pk=self.meeting.pk)}

    def form_valid(self, form):
        if actions.change_meeting(self.meeting, by=self.request.user, **form.said):
            messages.success(self.request, _("The meeting is changed. Members are told of new hours or a new place."))
        return redirect(self.meeting)


class Cancel(Conduct):
    template_name = "meetings/cancel.html"
    form_class = CancelForm

    def form_valid(self, form):
        if actions.cancel_meeting(self.meeting, by=self.request.user, reason=form.cleaned_data["reason"]):
            messages.success(self.request, _("The meeting is cancelled, and the members are told."))
        return redirect(self.meeting)


class Minutes(Conduct):
    """What was said, as a post."""

    template_name = "meetings/minutes.html"
    form_class = MinutesForm
    needs_open = False

    def over(self):
        if self.meeting.minutes is not None:
            return redirect(self.meeting.minutes)
        return None

    def get_initial(self):
        return {"language": self.meeting.language}

    def form_valid(self, form):
        capacity = next(iter(capacities_of(self.request.user)), None)
        post = actions.publish_minutes(self.meeting, by=self.request.user, capacity=capacity, **form.cleaned_data)
        return redirect(post)
