"""Following a session, handing questions in, answering, and reading what was said."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import TemplateView

from forums import panels
from forums.exceptions import Refused

from .. import actions, queries
from ..forms import AnswerForm, QuestionForm
from ..models import Question
from ..permissions import is_guest
from .parts import OneSession, session_for


def told_of(session, user):
    """What the part of the page shows that changes while a session goes on."""
    question, answers = queries.before_the_session(session, user)
    put = session.questions.put().filter(post__in=queries.readable_posts(session, user)).select_related("post")
    return {
        "session": session,
        "thread": session.thread,
        "question": question,
        "answers": answers,
        "put": [each for each in put if each != session.current],
        "waiting_count": session.questions.waiting().count(),
    }


class SessionPage(OneSession, TemplateView):
    template_name = "forum_sessions/session.html"

    def get_context_data(self, **kwargs):
        session, user = self.session, self.request.user
        may_ask = user.has_perm("forum_sessions.ask", session)
        may_answer = user.has_perm("forum_sessions.answer", session)
        own = session.questions.filter(author=user).order_by("handed_in_at") if user.is_authenticated else []
        invitation = queries.readable_posts(session, user).filter(number=1).first()
        context = {
            **told_of(session, user),
            "trail": self.trail(),
            "invitation": invitation,
            "guests": session.guests.select_related("user__person"),
            "clocks": queries.clocks_at(session.starts_at),
            "own": own,
            "beside": panels.of(panels.LINE, session.thread, self.request),
            "may_conduct": user.has_perm("forum_sessions.conduct", session),
            "is_guest": user.is_authenticated and is_guest(user, session),
            "ask_form": QuestionForm(user=user) if may_ask else None,
            "answer_form": AnswerForm(user=user, prefix="answer") if may_answer else None,
        }
        return super().get_context_data(**{**context, **kwargs})


@require_GET
def now(request, pk):
    """The part of the page that changes while a session goes on: open pages fetch it."""
    session = session_for(request.user, pk)
    return render(request, "forum_sessions/_now.html", told_of(session, request.user))


@login_required
@require_POST
def ask(request, pk):
    session = session_for(request.user, pk)
    if not request.user.has_perm("forum_sessions.ask", session):
        raise PermissionDenied(_("Questions are handed in by members of the network, until the session ends."))
    form = QuestionForm(request.POST, user=request.user)
    if _carried_out(form, lambda: actions.hand_in(session, by=request.user, **form.said())):
        messages.success(request, _("Your question is handed in. It is shown when it is put to the session."))
        return redirect(session)
    return _again(request, pk, ask_form=form, form=form)


@login_required
@require_POST
def answer(request, pk):
    session = session_for(request.user, pk)
    if not request.user.has_perm("forum_sessions.answer", session):
        raise PermissionDenied(_("Guests and the facilitator answer while the session is open."))
    form = AnswerForm(request.POST, user=request.user, prefix="answer")
    if _carried_out(form, lambda: actions.answer(session, by=request.user, **form.said())):
        messages.success(request, _("Your answer stands in the session."))
        return redirect(session)
    return _again(request, pk, answer_form=form, form=form)


@login_required
@require_POST
def withdraw(request, pk):
    question = get_object_or_404(Question.objects.visible_to(request.user).select_related("session"), pk=pk)
    if not request.user.has_perm("forum_sessions.withdraw_question", question):
        raise PermissionDenied
    if actions.withdraw_question(question, by=request.user):
        messages.success(request, _("Your question is withdrawn."))
    else:
        messages.info(request, _("This question does not wait any more."))
    return redirect(question.session)


class Transcript(OneSession, TemplateView):
    """What was said, on one page, to read and to print."""

    template_name = "forum_sessions/transcript.html"

    def get_context_data(self, **kwargs):
        opening, exchanges, closing = queries.transcript_of(self.session, self.request.user)
        context = {
            "session": self.session,
            "thread": self.session.thread,
            "trail": [*self.trail(), (str(self.session), self.session.get_absolute_url())],
            "guests": self.session.guests.select_related("user__person"),
            "opening": opening,
            "exchanges": exchanges,
            "closing": closing,
        }
        return super().get_context_data(**{**context, **kwargs})


def _carried_out(form, do):
    """Do what a good form says. What a gate refuses is told beside the text."""
    if not form.is_valid():
        return False
    try:
        do()
    except Refused as refused:
        form.add_error("text", refused.reason)
        return False
    return True


def _again(request, pk, **forms):
    """The page once more, with what was typed and what is wrong with it."""
    page = SessionPage()
    page.setup(request, pk=pk)
    return page.render_to_response(page.get_context_data(**forms), status=422)
