"""Planning and leading a session."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import FormView, TemplateView

from directory.views.pages import address_of
from forums.exceptions import Refused
from forums.models import Group

from .. import actions
from ..forms import PlanForm, ReasonForm, TimesForm
from .parts import OneSession, question_to_conduct, to_conduct

STEPS = {
    "open": actions.open_session,
    "pause": actions.pause_session,
    "resume": actions.resume_session,
    "end": actions.end_session,
}


class Plan(LoginRequiredMixin, FormView):
    """Announce a session in a group."""

    template_name = "forum_sessions/plan.html"
    form_class = PlanForm

    def dispatch(self, request, *args, slug, **kwargs):
        if request.user.is_authenticated:
            self.group = get_object_or_404(Group.objects.visible_to(request.user), slug=slug)
            if not request.user.has_perm("forum_sessions.plan", self.group):
                raise PermissionDenied(_("Sessions are planned by facilitators of the group."))
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "group": self.group, "user": self.request.user}

    def get_context_data(self, **kwargs):
        trail = [(_("Forums"), address_of("forums:home")), (self.group.name, self.group.get_absolute_url())]
        return super().get_context_data(trail=trail, group=self.group, **kwargs)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form):
        cleaned = form.cleaned_data
        words = {name: cleaned[name] for name in ("title", "text", "language", "token")}
        try:
            session = actions.plan_session(self.group, by=self.request.user, **words, **form.times())
        except Refused as refused:
            form.add_error("text", refused.reason)
            return self.form_invalid(form)
        messages.success(self.request, _("The session is announced."))
        return redirect(session)


class Change(LoginRequiredMixin, OneSession, FormView):
    """Other times, another facilitator, other guests."""

    template_name = "forum_sessions/change.html"
    form_class = TimesForm
    conducting = True

    def get_initial(self):
        return TimesForm.of(self.session)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "group": self.session.group, "user": self.request.user}

    def get_context_data(self, **kwargs):
        trail = [*self.trail(), (str(self.session), self.session.get_absolute_url())]
        return super().get_context_data(trail=trail, session=self.session, thread=self.session.thread, **kwargs)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form):
        try:
            if actions.change_session(self.session, by=self.request.user, **form.times()):
                messages.success(self.request, _("The session is changed."))
        except Refused as refused:
            form.add_error(None, refused.reason)
            return self.form_invalid(form)
        return redirect(self.session)


class Conduct(LoginRequiredMixin, OneSession, TemplateView):
    """The page of who leads a session: what waits, in order, and the next step."""

    template_name = "forum_sessions/conduct.html"
    conducting = True

    def get_context_data(self, **kwargs):
        session = self.session
        context = {
            "session": session,
            "thread": session.thread,
            "trail": [*self.trail(), (str(session), session.get_absolute_url())],
            "waiting": session.questions.waiting().select_related("person", "country", "institution"),
            "reason_form": ReasonForm(),
        }
        return super().get_context_data(**{**context, **kwargs})


@login_required
@require_POST
def step(request, pk):
    """Open, pause, resume or end. Whoever is second, or clicks twice, changes nothing."""
    session = to_conduct(request.user, pk)
    do = STEPS.get(request.POST.get("step"))
    if do is None:
        return redirect(_desk(session))
    if not do(session, by=request.user):
        messages.info(request, _("The session stood there already, or this step does not follow."))
    session.refresh_from_db()
    return redirect(session if session.is_over else _desk(session))


@login_required
@require_POST
def cancel(request, pk):
    session = to_conduct(request.user, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please say why the session does not take place."))
        return redirect(_desk(session))
    actions.cancel_session(session, by=request.user, reason=form.cleaned_data["reason"])
    return redirect(session)


@login_required
@require_POST
def order(request, pk):
    """The waiting questions by the numbers written beside them; equal numbers keep their order."""
    session = to_conduct(request.user, pk)
    places = []
    for question in session.questions.waiting():
        number = request.POST.get(f"place-{question.pk}", "")
        place = int(number) if number.isdecimal() and len(number) < 7 else question.position
        places.append((place, question.position, question.pk))
    actions.put_in_order(session, [key for _place, _position, key in sorted(places)], by=request.user)
    return redirect(_desk(session))


@login_required
@require_POST
def release(request, pk):
    question = question_to_conduct(request.user, pk)
    try:
        actions.release(question, by=request.user)
    except Refused as refused:
        messages.error(request, refused.reason)
    return redirect(_desk(question.session))


@login_required
@require_POST
def set_aside(request, pk):
    question = question_to_conduct(request.user, pk)
    actions.set_aside(question, by=request.user)
    return redirect(_desk(question.session))


@login_required
@require_POST
def decline(request, pk):
    question = question_to_conduct(request.user, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please say why the question is not taken; its author reads it."))
    elif not actions.decline_question(question, by=request.user, reason=form.cleaned_data["reason"]):
        messages.info(request, _("This question does not wait any more."))
    return redirect(_desk(question.session))


def _desk(session):
    return reverse("forum_sessions:conduct", args=[session.pk])
