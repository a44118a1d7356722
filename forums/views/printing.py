"""A whole thread on paper."""

from django.http import Http404
from django.views.generic import TemplateView

from ..choices import PostState
from ..models import Attachment
from ..showing import Shown, titled
from .parts import trail_to_group
from .verbs import thread_seen

# A thread of more posts is printed in parts.
POSTS_IN_A_PART = 200


class PrintThread(TemplateView):
    """Published posts one after the other, as they are cited: number, who speaks and for whom, when."""

    template_name = "forums/print.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        thread = thread_seen(user, self.kwargs["pk"])
        asked = self.request.GET.get("part", "1")
        if not (asked.isascii() and asked.isdigit() and int(asked[:6]) > 0):
            raise Http404
        part, low = int(asked[:6]), (int(asked[:6]) - 1) * POSTS_IN_A_PART
        if part > 1 and low >= thread.last_number:
            raise Http404
        span = {"number__gt": low, "number__lte": low + POSTS_IN_A_PART}
        posts = list(
            thread.posts.filter(state=PostState.PUBLISHED, **span)
            .select_related("person", "institution")
            .defer("text")
            .order_by("number")
        )
        files = {}
        for file in Attachment.objects.filter(post__in=posts).order_by("pk"):
            files.setdefault(file.post_id, []).append(file)
        shown = []
        for post in posts:
            post.thread = thread
            each = Shown(post, user)
            each.files = files.get(post.pk, ())
            shown.append(each)
        parts = -(-thread.last_number // POSTS_IN_A_PART)
        return super().get_context_data(
            thread=thread,
            group=thread.group,
            title=titled(thread),
            lines=shown,
            part=part,
            parts=range(1, parts + 1) if parts > 1 else (),
            trail=[*trail_to_group(thread.group), (thread.title, thread.get_absolute_url())],
            **kwargs,
        )
