"""Watched words: of a group, and of the network."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from .. import actions
from ..forms import WordForm
from ..models import WatchedWord
from .parts import OfGroup, OfNetwork, PrivateForm


class Words(PrivateForm):
    template_name = "forum_conduct/words.html"
    form_class = WordForm

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            words=WatchedWord.objects.filter(group=self.group),
            network=WatchedWord.objects.filter(group=None) if self.group else (),
            **kwargs,
        )

    def form_valid(self, form):
        said = form.cleaned_data
        said.pop("token")
        actions.watch(by=self.request.user, group=self.group, **said)
        messages.success(self.request, _("The word is watched from now on."))
        return redirect(_place(self.group))


class GroupWords(OfGroup, Words):
    pass


class NetworkWords(OfNetwork, Words):
    pass


@login_required
@require_POST
def remove(request, pk):
    word = get_object_or_404(WatchedWord.objects.select_related("group"), pk=pk)
    if word.group is None:
        if not request.user.has_perm("forum_conduct.keep_network"):
            raise PermissionDenied
    elif not request.user.has_perm("forums.moderate_group", word.group):
        # That a group watches a word is nobody's business but its own.
        raise Http404
    if actions.unwatch(word, by=request.user):
        messages.success(request, _("The word is not watched any more."))
    return redirect(_place(word.group))


def _place(group):
    return reverse("forum_conduct:group_words", args=[group.slug]) if group else reverse("forum_conduct:words")
