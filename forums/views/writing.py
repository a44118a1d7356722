"""Writing: new threads, replies, edits, withdrawing, and drafts of it all. Nothing typed is lost on the way."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import View
from moderation.limits import Limit, use

from directory.permissions import is_listed, is_secretariat

from .. import actions, queries
from ..actions.drafts import OtherVersion
from ..actions.exactly_once import was_written_so
from ..choices import MOST_CHARACTERS, Capacity, PostState, ThreadState
from ..exceptions import Refused
from ..forms import EditForm, ReplyForm, ThreadForm, WithdrawForm
from ..keeping import keep_words, kept_words, sign_for
from ..models import Draft, Group, Post, Tag, Thread
from ..rendering import in_language
from ..rendering import render as to_html

# Enough for anybody who types; few enough that nobody keeps the renderer busy. How much one posts, the gates say.
PREVIEWS = Limit("forum-previews", 300, timedelta(minutes=10))
MOST_QUOTED = 2000
CONFLICT, UNPROCESSABLE = 409, 422


class Writing(View):
    """A page with one form of writing.

    Its buttons: post, look at it first, keep it as a draft, find somebody to name, take a file off.
    """

    template_name = "forums/writing/write.html"
    form_class = None
    thread = post_to_edit = None

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            keep_words(request)
            return redirect_to_login(request.get_full_path())
        answer = self.find() or super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(answer)
        return answer

    def get(self, request, **kwargs):
        if not self.may_write():
            raise PermissionDenied
        draft = actions.unposted_draft_of(request.user, self.place())
        initial = self.beginning() | (self.of_draft(draft) if draft else {})
        if quoted := self.quotation():
            initial["text"] = f"{initial['text'].rstrip()}\n\n{quoted}".lstrip() if draft else quoted
        if kept := kept_words(request):
            initial |= kept
            messages.info(request, _("This is what you wrote before. Nothing of it was posted yet."))
        return self.page(self.form(initial=initial), draft)

    def post(self, request, **kwargs):
        if not self.may_write():
            return self.given_back(self.why_not(), status=CONFLICT)
        form = self.form(data=request.POST.copy(), files=request.FILES)
        do, _colon, what = request.POST.get("do", "post").partition(":")
        if do == "post":
            return self.post_it(form) if form.is_valid() else self.invalid(form)
        form.forgive("uploads")
        return getattr(self, f"do_{do}", self.do_preview)(form, what)

    # What the buttons do.

    def do_preview(self, form, _what):
        draft = self.keep_files(form)
        if use((PREVIEWS, f"user:{self.request.user.pk}")):
            return self.page(form, draft)
        more = {}
        if words := self.request.POST.get("find", "")[:80]:
            more = {"people": queries.people_to_mention(self.group, words), "searched": words}
        return self.page(form, draft, preview=self.preview_of(form), **more)

    def do_save(self, form, _what):
        draft, other = self.keep(form)
        self.keep_files(form)
        if other is not None:
            return self.page(form, other, other=other, status=CONFLICT)
        if draft is not None:
            messages.success(self.request, _("The draft is kept. You find it under “My forums”."))
        return self.page(form, draft)

    def do_theirs(self, form, _what):
        """Go on with what the other window wrote."""
        draft = actions.draft_of(self.request.user, self.place())
        return self.page(self.form(initial=self.beginning() | (self.of_draft(draft) if draft else {})), draft)

    def do_find(self, form, _what):
        words = self.request.POST.get("find", "")[:80]
        return self.page(
            form, self.keep_files(form), people=queries.people_to_mention(self.group, words), searched=words
        )

    def do_mention(self, form, slug):
        if queries.person_named(slug):
            form.data["text"] = f"{form.data.get('text', '').rstrip()} @{slug} ".lstrip()
        return self.page(form, self.keep_files(form))

    def do_remove(self, form, key):
        draft = self.keep_files(form)
        if draft is not None and _number(key):
            actions.remove_attachment(draft, int(key))
        return self.page(form, draft)

    def do_discard(self, form, _what):
        if draft := actions.draft_of(self.request.user, self.place()):
            actions.discard_draft(draft)
        messages.success(self.request, _("The draft is thrown away."))
        return redirect(self.way_back())

    # Posting.

    def post_it(self, form):
        draft = self.keep_files(form)
        if form.errors:
            return self.invalid(form, draft)
        if asked := self.ask_first(form):
            return self.page(form, draft, status=CONFLICT, **asked)
        try:
            made = self.write_and_clear(form, draft) if draft is not None else self.write_once(form, [])
        except _UsedBefore as used:
            form.data["token"] = uuid.uuid4()
            form.add_error(None, self.words_of_used(used.post))
            return self.invalid(form, draft, status=CONFLICT)
        except Refused as refused:
            if refused.code == "closed":
                return self.given_back(str(refused.reason), status=CONFLICT)
            form.add_error(None, str(refused.reason))
            return self.invalid(form, draft)
        if made.state == PostState.WAITING:
            messages.info(self.request, _("A facilitator reads it first; then it is shown to all."))
        return redirect(self.address_of(made))

    @transaction.atomic
    def write_and_clear(self, form, draft):
        made = self.write_once(form, self.files(draft))
        written = form.cleaned_data
        actions.clear_draft(self.request.user, self.place(), text=written["text"], revision=written["revision"] or 0)
        return made

    def write_once(self, form, files):
        made = self.write(form, files)
        if not was_written_so(made, form.cleaned_data["text"]) or not self.is_own(made):
            raise _UsedBefore(made)
        return made

    def is_own(self, made):
        return self.request.user.pk in (made.author_id, made.posted_by_id)

    def words_of_used(self, made):
        if not self.is_own(made):
            return _("The form was sent before. Send it once more.")
        return _(
            "This form was sent already, and stands as #%(number)s. What you wrote since is below: send it as a "
            "further post, or copy it and edit the first."
        ) % {"number": made.pk}

    def address_of(self, made):
        page = made.thread.page_of(made.number)
        query = f"?page={page}" if page > 1 else ""
        return f"{made.thread.get_absolute_url()}{query}#{made.anchor}"

    def ask_first(self, form):
        """What the writer should know before it is posted, told once; None if there is nothing."""

    # Drafts and files.

    def keep(self, form):
        """(the draft, None), or (None, what another window wrote)."""
        words = form.bare_words()
        revision = _number(form.data.get("revision")) or 0
        token = _token(form.data.get("token"))
        try:
            draft = actions.save_draft(self.request.user, self.place(), token=token, revision=revision, **words)
        except OtherVersion as told:
            form.data["revision"] = told.draft.revision
            return None, told.draft
        if draft is not None:
            form.data["revision"], form.data["token"] = draft.revision, draft.token
        return draft, None

    def keep_files(self, form):
        """Hang what was uploaded on the draft, so that it is not chosen again after a mistake. Returns the draft."""
        uploads = form.cleaned_data.get("uploads") if "uploads" not in form.errors else None
        if not uploads:
            return actions.draft_of(self.request.user, self.place())
        draft = actions.draft_for_files(
            self.request.user, self.place(), token=_token(form.data.get("token")), **form.bare_words()
        )
        if not form.data.get("revision"):
            form.data["revision"] = draft.revision
        for upload in uploads:
            try:
                actions.attach(draft, upload)
            except ValidationError as error:
                form.add_error("uploads", error)
            except Refused as refused:
                form.add_error("uploads", str(refused.reason))
        return draft

    def files(self, draft):
        return list(draft.attachments.all()) if draft is not None else []

    # Pages.

    def form(self, **kwargs):
        user, data = self.request.user, kwargs.get("data")
        # Whoever has a record may speak personally: only who claims more, or sees the form again, is looked up.
        is_plain = data is not None and data.get("capacity") == Capacity.PERSONAL and is_listed(user, user.record)
        capacities = [(Capacity.PERSONAL.value, None, None)] if is_plain else queries.capacities_of(user)
        return self.form_class(capacities=capacities, posts_for_others=is_secretariat(user), **kwargs)

    def beginning(self):
        """What an empty form begins with."""
        language = get_language()
        return {
            "token": uuid.uuid4(),
            "revision": 0,
            "who": sign_for(self.request.user),
            "text": "",
            "language": language if language in dict(settings.LANGUAGES) else "en",
            "capacity": next((value for value, *_rest in queries.capacities_of(self.request.user)), ""),
        }

    def of_draft(self, draft):
        words = {name: getattr(draft, name) for name in ("title", "text", "language", "capacity", "kind", "tags")}
        return {
            "token": draft.token,
            "revision": draft.revision,
            **{name: value for name, value in words.items() if value or name == "text"},
        }

    def quotation(self):
        return ""

    def preview_of(self, form):
        text = (form.data.get("text") or "")[:MOST_CHARACTERS]
        return in_language(to_html(text, form.data.get("language") or "en", self.group))

    def invalid(self, form, draft=None, status=UNPROCESSABLE):
        if draft is None:
            form.is_valid()
            draft = self.keep_files(form)
        return self.page(form, draft, status=status)

    def page(self, form, draft=None, status=200, **more):
        form.offer(queries.capacities_of(self.request.user))
        context = {
            "form": form,
            "group": self.group,
            "thread": self.thread,
            "draft": draft,
            "files": self.files(draft),
            "place": _in_words(self.place()),
            "trail": self.trail(),
            "way_back": self.way_back(),
            **self.context(),
            **more,
        }
        return render(self.request, self.template_name, context, status=status)

    def context(self):
        return {}

    def given_back(self, reason, status):
        """It cannot be posted any more: say why, and give the words back. They stay as a draft besides."""
        if self.group is not None:
            self.keep(self.form(data=self.request.POST.copy()))
        text = self.request.POST.get("text", "")[: 4 * MOST_CHARACTERS]
        title = self.request.POST.get("title", "")[:200]
        return render(
            self.request,
            "forums/writing/given_back.html",
            {
                "reason": reason,
                "text": text,
                "title_written": title,
                "way_back": self.way_back(),
                "trail": [(_("Forums"), reverse("forums:home"))],
            },
            status=status,
        )

    def not_found(self):
        """What one may not see does not exist, but what one wrote there is one's own."""
        if self.request.method == "POST" and self.request.POST.get("text", "").strip():
            self.thread = self.group = None
            return self.given_back(_("There is nothing at this address any more, or you may not see it."), 404)
        raise Http404


class _UsedBefore(Exception):  # noqa: N818 - it is an answer, not a fault
    def __init__(self, post):
        super().__init__(post)
        self.post = post


class NewThread(Writing):
    form_class = ThreadForm

    def find(self):
        self.group = Group.objects.visible_to(self.request.user).filter(slug=self.kwargs["slug"]).first()
        return None if self.group else self.not_found()

    def may_write(self):
        return self.request.user.has_perm("forums.start_thread", self.group)

    def why_not(self):
        if self.group.is_archived:
            return _("The group is archived: nothing new is written in it.")
        return _("You may not begin threads in this group, or no longer.")

    def place(self):
        return {"group": self.group}

    def beginning(self):
        kind = self.request.GET.get("kind")
        return super().beginning() | {"kind": kind if kind in ("discussion", "question") else "discussion"}

    def ask_first(self, form):
        """Threads with nearly the same title, before there are two about one thing."""
        title = form.cleaned_data["title"]
        if form.cleaned_data["alike"] == title:
            return None
        alike = queries.threads_alike(self.request.user, title)
        form.data["alike"] = title
        return {"alike": alike} if alike else None

    def write(self, form, files):
        written = form.cleaned_data
        thread = actions.start_thread(
            self.group,
            by=self.request.user,
            title=written["title"],
            text=written["text"],
            language=written["language"],
            capacity=written["capacity"],
            kind=written["kind"],
            tags=written["tags"],
            token=written["token"],
            attachments=files,
            **form.for_whom(),
        )
        return thread.posts.select_related("thread").order_by("number").first()

    def trail(self):
        return [(_("Forums"), reverse("forums:home")), (self.group.name, self.group.get_absolute_url())]

    def way_back(self):
        return self.group.get_absolute_url() if self.group else reverse("forums:home")

    def context(self):
        shown = Thread.objects.visible_to(self.request.user).filter(group=self.group)
        known = Tag.objects.filter(tagged__content_object__in=shown).distinct().order_by("name")[:100]
        return {"known_tags": known, "is_new": True}


class Reply(Writing):
    form_class = ReplyForm

    def find(self):
        user, key = self.request.user, self.kwargs["pk"]
        threads = Thread.objects.visible_to(user).select_related("group")
        self.thread = threads.filter(pk=key, merged_into=None).first()
        if self.thread is None:
            # A merged thread leads on to what it became part of.
            self.thread = threads.filter(merged_here=key).first()
            if self.thread is not None and self.request.method != "POST":
                return redirect("forums:reply", self.thread.pk)
        if self.thread is None:
            return self.not_found()
        self.group = self.thread.group
        return None

    def may_write(self):
        return self.request.user.has_perm("forums.reply_to_thread", self.thread)

    def why_not(self):
        if self.thread.is_closed:
            return _("The thread was closed meanwhile: nothing new is written in it.")
        if self.group.is_archived:
            return _("The group is archived: nothing new is written in it.")
        if self.thread.state != ThreadState.SHOWN:
            return _("The thread is not shown at the moment.")
        return _("You do not belong to the group, or no longer. Only its members write in it.")

    def place(self):
        return {"thread": self.thread}

    def beginning(self):
        return super().beginning() | {"seen": self.thread.last_number, "answers": self.request.GET.get("quote")}

    def quotation(self):
        """The post that is quoted, as Markdown, under its number: the number leads to who said it."""
        key = _number(self.request.GET.get("quote"))
        post = key and Post.objects.visible_to(self.request.user).filter(pk=key, thread=self.thread).first()
        if not post or not post.is_shown:
            return ""
        text = post.text if len(post.text) <= MOST_QUOTED else f"{post.text[:MOST_QUOTED].rstrip()} …"
        lines = "\n".join(f"> {line}".rstrip() for line in text.splitlines())
        return f"> #{post.pk}:\n>\n{lines}\n\n"

    def ask_first(self, form):
        """What others posted while this was written."""
        seen = form.cleaned_data["seen"]
        if seen is None or self.thread.last_number <= seen:
            return None
        newer = queries.posts_since(self.thread, seen, self.request.user)
        form.data["seen"] = ""
        return {"newer": newer} if newer else None

    def write(self, form, files):
        written = form.cleaned_data
        key = written["answers"]
        return actions.reply(
            self.thread,
            by=self.request.user,
            text=written["text"],
            language=written["language"],
            capacity=written["capacity"],
            answers=key and Post.objects.visible_to(self.request.user).filter(pk=key, thread=self.thread).first(),
            token=written["token"],
            attachments=files,
            **form.for_whom(),
        )

    def trail(self):
        return [
            (_("Forums"), reverse("forums:home")),
            (self.group.name, self.group.get_absolute_url()),
            (self.thread.title, self.thread.get_absolute_url()),
        ]

    def way_back(self):
        return self.thread.get_absolute_url() if self.thread else reverse("forums:home")


class Edit(Writing):
    form_class = EditForm

    def find(self):
        posts = Post.objects.visible_to(self.request.user).select_related("thread__group")
        self.post_to_edit = posts.filter(pk=self.kwargs["pk"]).first()
        if self.post_to_edit is None:
            # One's own that was hidden or withdrawn meanwhile is no secret to oneself.
            return self.not_found()
        self.thread = self.post_to_edit.thread
        self.group = self.thread.group
        return None

    def may_write(self):
        return self.request.user.has_perm("forums.edit_post", self.post_to_edit)

    def why_not(self):
        return _("The post can no longer be changed.")

    def place(self):
        return {"post": self.post_to_edit}

    def beginning(self):
        post = self.post_to_edit
        return super().beginning() | {"text": post.text, "language": post.language, "seen": post.edit_count}

    def ask_first(self, form):
        """What the post says by now, if it was changed while this was written."""
        post, written = self.post_to_edit, form.cleaned_data
        if written["seen"] == post.edit_count or was_written_so(post, written["text"]):
            return None
        form.data["seen"] = post.edit_count
        return {"changed": post}

    def write(self, form, files):
        post, written = self.post_to_edit, form.cleaned_data
        off = set(self.request.POST.getlist("take_off"))
        stay = [file for file in post.attachments.all() if str(file.pk) not in off]
        actions.edit_post(
            post,
            by=self.request.user,
            text=written["text"],
            language=written["language"],
            reason=written["reason"],
            attachments=[*stay, *files],
        )
        return Post.objects.select_related("thread").get(pk=post.pk)

    def trail(self):
        return [
            (_("Forums"), reverse("forums:home")),
            (self.group.name, self.group.get_absolute_url()),
            (self.thread.title, self.thread.get_absolute_url()),
            (f"#{self.post_to_edit.pk}", self.post_to_edit.get_absolute_url()),
        ]

    def way_back(self):
        return self.post_to_edit.get_absolute_url() if self.post_to_edit else reverse("forums:home")

    def context(self):
        return {"post": self.post_to_edit, "off": set(self.request.POST.getlist("take_off"))}


@login_required
def withdraw(request, pk):
    """Take back a post of one's own: its place stays, its words go."""
    post = get_object_or_404(Post.objects.visible_to(request.user).select_related("thread__group"), pk=pk)
    if not request.user.has_perm("forums.withdraw_post", post):
        raise PermissionDenied
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if actions.withdraw_post(post, by=request.user, reason=form.cleaned_data["reason"]):
            messages.success(request, _("The post is withdrawn. Its place in the thread stays."))
        return redirect(f"{post.thread.get_absolute_url()}?page={post.thread.page_of(post.number)}#{post.anchor}")
    return render(
        request,
        "forums/writing/withdraw.html",
        {
            "form": form,
            "post": post,
            "thread": post.thread,
            "html": in_language(post.html),
            "trail": [
                (_("Forums"), reverse("forums:home")),
                (post.thread.group.name, post.thread.group.get_absolute_url()),
                (post.thread.title, post.get_absolute_url()),
            ],
        },
        status=UNPROCESSABLE if form.errors else 200,
    )


class Drafts(View):
    """What one is writing."""

    def get(self, request):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        trail = [(_("My page"), reverse("my")), (_("My forums"), reverse("my_forums:overview"))]
        return render(request, "forums/writing/drafts.html", {"rows": drafts_shown(request.user), "trail": trail})

    def post(self, request):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        key = _number(request.POST.get("draft"))
        if draft := Draft.objects.filter(user=request.user, pk=key or 0).first():
            actions.discard_draft(draft)
            messages.success(request, _("The draft is thrown away."))
        return redirect("forums:drafts")


def drafts_shown(user):
    """What somebody is writing, with the place it belongs to."""
    return [{"draft": draft, **_place_shown(user, draft)} for draft in queries.drafts_of(user)]


def _place_shown(user, draft):
    """Where a draft belongs, as far as its writer may still see it."""
    if draft.post_id:
        seen = Post.objects.visible_to(user).filter(pk=draft.post_id).exists()
        return (
            {"title": draft.post.thread.title, "address": reverse("forums:edit", args=[draft.post_id])}
            if seen
            else {}
        )
    if draft.thread_id:
        seen = Thread.objects.visible_to(user).filter(pk=draft.thread_id).exists()
        return (
            {"title": draft.thread.title, "address": reverse("forums:reply", args=[draft.thread_id])} if seen else {}
        )
    if draft.group and draft.group.is_known_to(user):
        return {"title": draft.group.name, "address": reverse("forums:new_thread", args=[draft.group.slug])}
    return {}


# What the script of the forms asks.


@require_POST
def save_draft(request):
    """Keep what is being typed. Answers with the draft's revision and token, or with what another window wrote."""
    if not request.user.is_authenticated:
        return JsonResponse({"state": "signed-out"}, status=401)
    place = _place_of(request.user, request.POST.get("place", ""))
    form = _FORMS[next(iter(place))](data=request.POST, capacities=[])
    try:
        draft = actions.save_draft(
            request.user,
            place,
            token=_token(request.POST.get("token")),
            revision=_number(request.POST.get("revision")) or 0,
            **form.bare_words(),
        )
    except OtherVersion as told:
        return JsonResponse(
            {"state": "conflict", "text": told.draft.text, "revision": told.draft.revision}, status=409
        )
    if draft is None:
        return JsonResponse({"state": "nothing"})
    return JsonResponse(
        {
            "state": "saved",
            "revision": draft.revision,
            "token": str(draft.token),
            "saved_at": date_format(localtime(draft.saved_at), "TIME_FORMAT"),
        }
    )


@require_POST
def preview(request):
    """The HTML of what is being written."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    place = _place_of(request.user, request.POST.get("place", ""))
    if use((PREVIEWS, f"user:{request.user.pk}")):
        return HttpResponse(status=429)
    text = request.POST.get("text", "")[:MOST_CHARACTERS]
    return HttpResponse(in_language(to_html(text, request.POST.get("language") or "en", _group_of(place))))


@require_safe
def people(request):
    """Whom one may name, by part of the name."""
    if not request.user.is_authenticated:
        return JsonResponse({"people": []}, status=401)
    group = _group_of(_place_of(request.user, request.GET.get("place", "")))
    found = queries.people_to_mention(group, request.GET.get("q", "")[:80])
    told = [{"slug": each.slug, "name": each.romanised_name, "original": each.original_name} for each in found]
    return JsonResponse({"people": told})


_FORMS = {"group": ThreadForm, "thread": ReplyForm, "post": EditForm}


def _in_words(place):
    kind, thing = next(iter(place.items()))
    return f"{kind}:{thing.pk}"


def _place_of(user, words):
    """The place a form says it is about, if the user may see it."""
    kind, _colon, key = words.partition(":")
    models = {"group": Group, "thread": Thread, "post": Post}
    if kind not in models or not _number(key):
        raise Http404
    things = models[kind].objects.visible_to(user)
    if kind == "post":
        things = things.filter(author=user).select_related("thread__group")
    elif kind == "thread":
        things = things.select_related("group")
    return {kind: get_object_or_404(things, pk=int(key))}


def _group_of(place):
    kind, thing = next(iter(place.items()))
    return {"group": lambda: thing, "thread": lambda: thing.group, "post": lambda: thing.thread.group}[kind]()


def _number(words):
    return int(words) if words and str(words).isdecimal() and len(str(words)) < 19 else None


def _token(words):
    try:
        return uuid.UUID(str(words))
    except ValueError:
        return uuid.uuid4()
