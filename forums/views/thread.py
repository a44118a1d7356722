"""A thread, twenty posts a page."""

from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView

from directory.choices import Audience
from directory.models import audience_of

from .. import panels
from ..actions import mark_read, note_visit
from ..choices import POSTS_ON_A_PAGE, ThreadKind, ThreadState
from ..glance import Page
from ..kept import KeptForVisitors
from ..models import FormerPlace, HelpfulMark, Notice, Post, ReadingMark, Thread, Watch
from ..showing import Done, Moved, Shown, titled, user_shown
from .parts import page_number, trail_to_group


class ThreadPage(KeptForVisitors, TemplateView):
    template_name = "forums/thread.html"

    def look(self):
        self.page = page = Page(self.kwargs["pk"], page_number(self.request))
        thread = self.thread = page.thread
        user = self.request.user
        if thread is None:
            raise Http404
        if thread.state == ThreadState.MERGED:
            return merged_into(thread, page, user)
        if not thread.is_seen_by(user):
            raise Http404
        if page.number > thread.page_count:
            raise Http404
        self.answer = self.accepted_answer()
        self.places, self.notices = self.what_was_done() if thread.has_notices else ((), ())
        told = [self.answer and self.answer.author]
        told += [(each.author, each.is_other_seen and each.other.version) for each in self.notices]
        told += [each.is_seen for each in self.places]
        # Polls close and meetings begin without anybody doing anything.
        self.beside = panels.of(panels.THREAD, thread, self.request) if thread.has_beside else None
        self.seen = page.seen + repr(told) + "".join(map(str, self.beside or ()))
        return None

    def accepted_answer(self):
        """The answer that stands above the others on the first page."""
        thread = self.thread
        if self.page.number > 1 or not thread.accepted_id:
            return None
        post = Post.objects.select_related("person", "institution").get(pk=thread.accepted_id)
        if post.thread_id != thread.pk or not post.is_shown:
            return None
        post.thread = thread
        return Shown(post, self.request.user)

    def what_was_done(self):
        """Places of posts that were moved away, and the lines that say what was done; each with what may be told."""
        page, user = self.page, self.request.user
        places = list(
            FormerPlace.objects.filter(thread=self.thread, number__gt=page.low, number__lte=page.high).select_related(
                "post__thread__group"
            )
        )
        for place in places:
            place.is_seen = place.post.thread.is_seen_by(user)
        notices = Notice.objects.filter(thread=self.thread, after__gt=page.low if page.number > 1 else -1)
        if page.number < self.thread.page_count:
            notices = notices.filter(after__lte=page.high)
        notices = list(notices.select_related("other__group", "by__person"))
        for notice in notices:
            notice.is_other_seen = notice.other is not None and notice.other.is_seen_by(user)
            notice.author = user_shown(notice.by, user)
        return places, notices

    def get_context_data(self, **kwargs):
        page, thread, request = self.page, self.thread, self.request
        user = request.user
        moderates = user.is_authenticated and user.has_perm("forums.moderate_group", thread)
        posts = page.posts()
        files = page.files() if any(post.has_attachments for post in posts) else {}
        marked = self.marked(posts)
        read = self.read_so_far()
        beside = panels.of_posts(posts, request)
        shown = []
        for post in posts:
            each = Shown(post, user, moderates=moderates, mine=user.pk is not None and post.author_id == user.pk)
            if each.has_words:
                each.files = files.get(post.pk, ())
                each.panels = beside.get(post.pk, ())
            each.is_accepted = post.pk == thread.accepted_id
            each.is_marked = post.pk in marked
            each.is_new = read is not None and post.number > read
            shown.append(each)
        self.note_reading(posts)
        return super().get_context_data(
            thread=thread,
            group=thread.group,
            title=titled(thread),
            page=page,
            numbers=numbers_of_pages(page.number, thread.page_count),
            lines=self.with_what_was_done(shown),
            answer=self.answer,
            tags=page.tags(),
            read=read,
            watch=Watch.objects.filter(user=user, thread=thread).first() if user.is_authenticated else None,
            beside=panels.of(panels.THREAD, thread, request) if self.beside is None else self.beside,
            is_question=thread.kind == ThreadKind.QUESTION,
            may=self.what_one_may(moderates),
            trail=trail_to_group(thread.group),
            **kwargs,
        )

    def what_one_may(self, moderates):
        user, thread = self.request.user, self.thread
        if not user.is_authenticated:
            return {}
        return {
            "reply": user.has_perm("forums.reply_to_thread", thread),
            "mark": audience_of(user) >= Audience.MEMBERS,
            "shape": moderates,
            "name": user.has_perm("forums.name_thread", thread),
            "accept": thread.kind == ThreadKind.QUESTION and user.has_perm("forums.accept_answer", thread),
        }

    def marked(self, posts):
        """Posts of the page this reader has found helpful."""
        user = self.request.user
        if not user.is_authenticated:
            return frozenset()
        marks = HelpfulMark.objects.filter(user=user, post__in=posts)
        return frozenset(marks.values_list("post", flat=True))

    def read_so_far(self):
        """The number up to which a signed-in reader had read before this page; None for a first reading."""
        user = self.request.user
        if not user.is_authenticated:
            return None
        return ReadingMark.objects.filter(user=user, thread=self.thread).values_list("number", flat=True).first()

    def note_reading(self, posts):
        user = self.request.user
        if user.is_authenticated and posts and self.request.method == "GET":
            mark_read(user, self.thread, posts[-1].number)
            note_visit(user)

    def with_what_was_done(self, shown):
        """The posts and, between them, the places of those that were moved and the lines that say what was done."""
        if not self.places and not self.notices:
            return shown
        lines = [(each.number, 0, each) for each in shown]
        lines += [(place.number, 0, Moved(place)) for place in self.places]
        lines += [(notice.after, 1, Done(notice)) for notice in self.notices]
        return [line for _number, _kind, line in sorted(lines, key=lambda each: each[:2])]


def numbers_of_pages(number, count):
    """Numbers of pages around this one, with the first and the last; None where some are left out."""
    near = sorted({1, count, *range(max(1, number - 2), min(count, number + 2) + 1)})
    numbers: list = []
    for each in near:
        if numbers and each - numbers[-1] > 1:
            numbers.append(None)
        numbers.append(each)
    return numbers


def merged_into(thread, page, user):
    """Where the page of a thread that is part of another one now is found."""
    into = Thread.objects.select_related("group").get(pk=thread.merged_into_id)
    if not into.is_seen_by(user):
        raise Http404
    number = into.page_of(thread.merged_after + (page.number - 1) * POSTS_ON_A_PAGE + 1)
    address = into.get_absolute_url()
    return HttpResponsePermanentRedirect(f"{address}?page={number}" if number > 1 else address)


def post(request, pk):
    """The permanent address of a post leads to where it stands today."""
    found = Post.objects.select_related("thread__group").filter(pk=pk).first()
    if found is None or not found.thread.is_seen_by(request.user):
        raise Http404
    return redirect(address_of_post(found))


def address_of_post(post):
    """Where a post stands today: its thread, the page, the post."""
    page = post.thread.page_of(post.number)
    query = f"?page={page}" if page > 1 else ""
    return f"{reverse('forums:thread', args=[post.thread_id])}{query}#{post.anchor}"
