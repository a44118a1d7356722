"""What pages of one session have in common."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from directory.views.pages import address_of

from ..models import Question, Session


def session_for(user, pk):
    """A session whose thread somebody may read; anything else does not exist."""
    found = Session.objects.visible_to(user)
    return get_object_or_404(found.select_related("thread__group", "current__post", "facilitator__person"), pk=pk)


def to_conduct(user, pk):
    session = session_for(user, pk)
    if not user.has_perm("forum_sessions.conduct", session):
        raise PermissionDenied(_("This session is led by somebody else."))
    return session


def question_to_conduct(user, pk):
    """A waiting or released question of a session one leads; what one may not read does not exist."""
    question = get_object_or_404(Question.objects.visible_to(user).select_related("session__thread__group"), pk=pk)
    if not user.has_perm("forum_sessions.conduct", question.session):
        raise PermissionDenied(_("This session is led by somebody else."))
    return question


class OneSession:
    """A page about one session."""

    conducting = False

    @cached_property
    def session(self):
        if self.conducting:
            return to_conduct(self.request.user, self.kwargs["pk"])
        return session_for(self.request.user, self.kwargs["pk"])

    def trail(self):
        group = self.session.group
        return [(_("Forums"), address_of("forums:home")), (group.name, group.get_absolute_url())]
