"""Translations on the page of a thread: the choice of a language, and what stands beside each post."""

from django.conf import settings
from django.template.loader import render_to_string

from directory.permissions import is_member
from forums.models import Post

from .models import Translation

_LANGUAGES = dict(settings.LANGUAGES)


def language_read(request):
    """The language in which the reader would rather read, of the address of the page; or nothing."""
    chosen = request.GET.get("read", "")
    return chosen if chosen in _LANGUAGES else ""


def chooser(thread, request):
    """The languages into which posts of the thread are translated, and its title in the one that is chosen."""
    if not thread.has_beside:
        return ""
    posts = Post.objects.filter(thread=thread, has_translations=True, state="published")
    found = set(Translation.objects.filter(post__in=posts).values_list("language", flat=True))
    if not found:
        return ""
    chosen = language_read(request)
    title = ""
    if chosen in found:
        first = Translation.objects.filter(post__thread=thread, post__number=1, language=chosen).exclude(title="")
        title = first.select_related("post").first() or ""
    context = {
        "languages": [(code, name) for code, name in settings.LANGUAGES if code in found],
        "chosen": chosen,
        "title": title,
        "thread": thread,
    }
    return render_to_string("forum_translating/_chooser.html", context, request=request)


def beside_posts(posts, request):
    """What stands beside each post. Costs a query where a post of the page is translated, and none elsewhere."""
    may_translate = request.user.is_authenticated and is_member(request.user)
    shown = [post for post in posts if post.is_shown]
    by_post: dict = {}
    translated = {post.pk: post for post in shown if post.has_translations}
    if translated:
        for translation in Translation.objects.filter(post__in=translated).order_by("language"):
            translation.post = translated[translation.post_id]
            by_post.setdefault(translation.post_id, []).append(translation)
    chosen = language_read(request)
    found = {}
    for post in shown:
        translations = by_post.get(post.pk, [])
        if translations or may_translate:
            context = {
                "post": post,
                "read": next((each for each in translations if each.language == chosen), None),
                "others": [each for each in translations if each.language != chosen],
                "may_translate": may_translate,
            }
            found[post.pk] = render_to_string("forum_translating/_beside.html", context)
    return found
