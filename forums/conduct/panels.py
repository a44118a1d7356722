"""What keeping order adds to the pages of the forums."""

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import pgettext

from directory.permissions import is_secretariat
from forums.models import Group

from . import queries
from .choices import MatterKind
from .models import Ban, Matter


def desk(group, request):
    """On the facilitators' desk: what waits, and the ways to words and bans."""
    context = {"group": group, "numbers": queries.waiting_numbers(request.user, group)}
    return render_to_string("forum_conduct/_desk.html", context, request=request)


def own_ban(thing, request):
    """On pages of groups and threads, for whoever may not write there: until when, and where to appeal."""
    user = request.user
    if not user.is_authenticated or is_secretariat(user):
        return ""
    group = thing if isinstance(thing, Group) else thing.group
    ban = Ban.objects.of(user, group).first()
    if ban is None:
        return ""
    ruling = ban.rulings.filter(act="banned").first()
    return render_to_string("forum_conduct/_own_ban.html", {"ban": ban, "ruling": ruling}, request=request)


def under_posts(posts, request):
    """Under each post what a reader may do about it: flag it; for those who keep order, hide it and what else. One
    question for those who keep order, none for others.
    """
    posts = [post for post in posts if post.state in ("published", "waiting", "hidden")]
    if not posts:
        return {}
    user, group = request.user, posts[0].thread.group
    keeps = user.is_authenticated and user.has_perm("forums.moderate_group", group)
    if keeps:
        return _for_those_who_keep_order(posts, user)
    # Every page of every thread shows it twenty times to everybody, so no template is rendered for it.
    before, after = _around_key("forum_conduct:flag")
    link = pgettext("verb: report a post", "Flag")
    own = user.pk if user.is_authenticated else -1
    return {
        post.pk: mark_safe(f'<p class="small order"><a rel="nofollow" href="{before}{post.pk}{after}">{link}</a></p>')
        for post in posts
        if post.is_shown and post.author_id != own
    }


def _for_those_who_keep_order(posts, user):
    found = Matter.objects.open().filter(post__in=posts).exclude(kind=MatterKind.APPEAL)
    matters = {matter.post_id: matter for matter in found}
    return {
        post.pk: render_to_string(
            "forum_conduct/_under_post.html",
            {"post": post, "matter": matters.get(post.pk), "is_own": post.author_id == user.pk, "keeps": True},
        )
        for post in posts
    }


def _around_key(name):
    """An address of a post in two parts, between which its key stands."""
    return reverse(name, args=[0]).split("0", 1)


def mine(_thing, request):
    """On one's own page: what waits for one, and decisions about oneself."""
    numbers = queries.waiting_numbers(request.user)
    decided = queries.rulings_about(request.user).exists()
    if not any(numbers.values()) and not decided:
        return ""
    context = {"numbers": numbers, "waits": any(numbers.values()), "decided": decided}
    return render_to_string("forum_conduct/_mine.html", context, request=request)
