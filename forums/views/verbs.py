"""What readers do with posts and threads: say that one helped, choose the answer, follow, mute, set their mark."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from directory.models import Person

from .. import actions
from ..exceptions import Refused
from ..models import Group, Post, Tag, TaggedThread, Thread
from .thread import address_of_post


def thread_seen(user, pk):
    """A thread one may read; of any other nothing is said."""
    thread = Thread.objects.select_related("group").filter(pk=pk).first()
    if thread is None or not thread.is_seen_by(user):
        raise Http404
    return thread


def tags_seen(user, keys):
    """The keys of those tags that stand on a thread one may read; of any other word nothing is said."""
    threads = Thread.objects.visible_to(user)
    tagged = TaggedThread.objects.filter(tag__in=keys, content_object__in=threads)
    return set(tagged.values_list("tag", flat=True))


def post_seen(user, pk):
    """A post whose words one may read."""
    return get_object_or_404(Post.objects.visible_to(user).select_related("thread__group"), pk=pk)


@login_required
@require_POST
def helpful(request, pk):
    post = post_seen(request.user, pk)
    if not request.user.has_perm("forums.mark_post", post):
        raise PermissionDenied
    try:
        actions.mark_helpful(post, by=request.user, helpful=request.POST.get("helpful") != "no")
    except Refused as refused:
        messages.error(request, str(refused.reason))
    return redirect(address_of_post(post))


@login_required
@require_POST
def accept(request, pk):
    post = post_seen(request.user, pk)
    if not request.user.has_perm("forums.accept_answer", post.thread):
        raise PermissionDenied
    try:
        if request.POST.get("accept") == "no":
            if post.thread.accepted_id == post.pk:
                actions.unaccept_answer(post.thread, by=request.user)
        elif actions.accept_answer(post, by=request.user):
            messages.success(request, _("This post stands above the others now, as the answer."))
    except Refused as refused:
        messages.error(request, str(refused.reason))
    return redirect(address_of_post(post))


@login_required
@require_POST
def unread_from(request, pk):
    post = get_object_or_404(Post.objects.select_related("thread__group"), pk=pk)
    thread_seen(request.user, post.thread_id)
    actions.mark_unread_from(request.user, post)
    messages.success(request, _("Reading goes on from there the next time."))
    return redirect(post.thread.group)


@login_required
@require_POST
def watch_thread(request, pk):
    thread = thread_seen(request.user, pk)
    _watch(request, thread=thread)
    return redirect(thread)


@login_required
@require_POST
def watch_tag(request, slug):
    tag = get_object_or_404(Tag, slug=slug)
    if tag.pk not in tags_seen(request.user, [tag.pk]):
        raise Http404
    _watch(request, tag=tag)
    return redirect(tag)


@login_required
@require_POST
def watch_person(request, slug):
    person = get_object_or_404(Person.objects.visible_to(request.user), slug=slug)
    _watch(request, person=person)
    return redirect("forums:person", slug)


def _watch(request, **target):
    if request.POST.get("watch") == "no":
        actions.unwatch(request.user, **target)
    else:
        actions.watch(request.user, is_muted=request.POST.get("watch") == "mute" and "thread" in target, **target)


@login_required
@require_POST
def all_read(request):
    """All of one group, or of all one belongs to, counts as read."""
    groups = Group.objects.readable_by(request.user).filter(memberships__user=request.user)
    if slug := request.POST.get("group", "").replace("\0", ""):
        groups = groups.filter(slug=slug)
    actions.mark_all_read(request.user, list(groups))
    messages.success(request, _("All that was posted until now counts as read."))
    after = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(after, {request.get_host()}, request.is_secure()):
        after = reverse("forums:unread")
    return redirect(after)


@login_required
@require_POST
def feed_key(request):
    """Make addresses for one's private feeds, make others, or let none work."""
    if request.POST.get("key") == "none":
        actions.revoke_feed_key(request.user)
        messages.success(request, _("The addresses of your feeds lead nowhere any more."))
    else:
        actions.renew_feed_key(request.user)
        messages.success(request, _("Your feeds have new addresses. Those you had lead nowhere any more."))
    return redirect("my_forums:overview")
