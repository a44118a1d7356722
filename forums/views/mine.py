"""My forums: groups, what I follow, what I am writing, my feeds."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from directory.models import Person
from directory.templatetags.directory import names_for_reader

from .. import panels
from ..models import FeedKey, Membership, Watch
from ..showing import titled
from .verbs import tags_seen
from .writing import drafts_shown


class Overview(LoginRequiredMixin, TemplateView):
    template_name = "forums/mine.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        key = FeedKey.objects.filter(user=user).first()
        return super().get_context_data(
            memberships=Membership.objects.active()
            .filter(user=user)
            .select_related("group")
            .order_by("group__name_en"),
            watches=watches_of(user),
            drafts=drafts_shown(user),
            feed_key=key,
            feed=self.request.build_absolute_uri(reverse("forums:own_feed", args=[key.key])) if key else "",
            panels=panels.of(panels.MINE, user, self.request),
            trail=[(_("My page"), reverse("my"))],
            **kwargs,
        )


def watches_of(user):
    """What a user follows or muted, as far as they may still read it."""
    found = Watch.objects.filter(user=user).select_related("thread__group", "tag", "person")
    tags = tags_seen(user, [watch.tag_id for watch in found if watch.tag_id])
    seen = set(Person.objects.visible_to(user).filter(forum_watchers__user=user).values_list("pk", flat=True))
    rows = []
    for watch in found:
        if watch.thread_id and watch.thread.is_seen_by(user):
            title = titled(watch.thread)
            rows.append((watch, title, reverse("forums:watch_thread", args=[watch.thread_id]), watch.thread))
        elif watch.tag_id in tags:
            rows.append(
                (watch, {"text": watch.tag.name}, reverse("forums:watch_tag", args=[watch.tag.slug]), watch.tag)
            )
        elif watch.person_id in seen:
            name = names_for_reader(watch.person).first
            named = {"text": name.text, "lang": name.lang, "dir": name.dir}
            rows.append((watch, named, reverse("forums:watch_person", args=[watch.person.slug]), watch.person))
    return [
        {"watch": watch, "title": title, "act": act, "address": of.get_absolute_url()}
        for watch, title, act, of in rows
    ]
