"""Shaping a thread: one page with what one may do, and for each a form of its own with a reason."""

import uuid

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, TemplateView

from directory.choices import Audience
from directory.models import audience_of

from .. import actions
from ..actions.exactly_once import once
from ..choices import PostState, ThreadState, Visibility
from ..exceptions import Refused
from ..models import Group, Membership, Post, Thread
from ..queries import new_readers, readership_widens
from ..showing import titled
from .parts import trail_to_group
from .verbs import thread_seen

MOST_TAGS = 5
MOST_SPLIT = 200


class ShapingForm(forms.Form):
    """What all of them have: a token, so that a form sent twice has one effect, and a reason others read."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("Everybody who reads the thread reads it."),
    )

    def __init__(self, *args, thread, user, **kwargs):
        self.thread, self.user = thread, user
        super().__init__(*args, **kwargs)
        self.initial.setdefault("token", uuid.uuid4())
        self.order_fields([name for name in self.fields if name != "reason"] + ["reason"])


class PinForm(ShapingForm):
    done = gettext_lazy("The thread stands before the others of its group.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["reason"]

    def act(self):
        return actions.pin(self.thread, by=self.user)


class UnpinForm(PinForm):
    done = gettext_lazy("The thread stands where its last post puts it.")

    def act(self):
        return actions.pin(self.thread, by=self.user, pinned=False)


class CloseForm(ShapingForm):
    done = gettext_lazy("The thread is closed.")

    def act(self):
        return actions.close_thread(self.thread, by=self.user, reason=self.cleaned_data["reason"])


class ReopenForm(ShapingForm):
    done = gettext_lazy("The thread is open again.")

    def act(self):
        return actions.reopen_thread(self.thread, by=self.user, reason=self.cleaned_data["reason"])


class RenameForm(ShapingForm):
    done = gettext_lazy("The thread has another title.")
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("title", self.thread.title)

    def act(self):
        cleaned = self.cleaned_data
        return actions.rename_thread(self.thread, cleaned["title"], by=self.user, reason=cleaned["reason"])


class RetagForm(ShapingForm):
    done = gettext_lazy("The thread has other tags.")
    tags = forms.CharField(
        label=gettext_lazy("Tags"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Up to five words or phrases with a comma between them."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False
        self.initial.setdefault("tags", ", ".join(self.thread.tags.names()))

    def clean_tags(self):
        tags = list(dict.fromkeys(tag.strip()[:60] for tag in self.cleaned_data["tags"].split(",") if tag.strip()))
        if len(tags) > MOST_TAGS:
            raise forms.ValidationError(_("Choose at most five tags."))
        return tags

    def act(self):
        cleaned = self.cleaned_data
        return actions.retag_thread(self.thread, cleaned["tags"], by=self.user, reason=cleaned["reason"])


class MoveForm(ShapingForm):
    done = gettext_lazy("The thread belongs to another group now.")
    group = forms.ModelChoiceField(label=gettext_lazy("Group"), queryset=None)
    wider = forms.BooleanField(
        label=gettext_lazy("More people may read this thread from now on, and its authors know."), required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = groups_one_keeps(self.user).exclude(pk=self.thread.group_id)

    def clean(self):
        cleaned = super().clean()
        group = cleaned.get("group")
        if group is not None and not cleaned.get("wider") and readership_widens(self.thread.group, group):
            self.add_error("wider", wider_told(self.thread.group, group))
        return cleaned

    def act(self):
        cleaned = self.cleaned_data
        return actions.move_thread(
            self.thread, cleaned["group"], by=self.user, reason=cleaned["reason"], wider_is_meant=cleaned["wider"]
        )


class MergeForm(ShapingForm):
    done = gettext_lazy("The posts stand in this thread now, and the former address leads here.")
    into = forms.ModelChoiceField(
        label=gettext_lazy("The thread its posts are added to"),
        queryset=None,
        widget=forms.NumberInput,
        help_text=gettext_lazy("Its number: the one in its address. It must be of the same group."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = Thread.objects.filter(
            group=self.thread.group_id, state=ThreadState.SHOWN
        ).exclude(pk=self.thread.pk)

    def act(self):
        cleaned = self.cleaned_data
        actions.merge_threads(self.thread, cleaned["into"], by=self.user, reason=cleaned["reason"])
        return cleaned["into"].pk


class SplitForm(ShapingForm):
    done = gettext_lazy("The posts stand in a thread of their own now.")
    title = forms.CharField(label=gettext_lazy("Title of the new thread"), max_length=200)
    posts = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Posts that go there"), queryset=None, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, after=1, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["posts"]
        first = max(after, 2)
        field.queryset = Post.objects.filter(
            thread=self.thread, number__gte=first, number__lt=first + MOST_SPLIT
        ).select_related("person")
        field.label_from_instance = lambda post: f"#{post.pk}: {words_of(post)}"

    def act(self):
        cleaned = self.cleaned_data
        new = actions.split_thread(
            self.thread,
            list(cleaned["posts"]),
            title=cleaned["title"],
            by=self.user,
            reason=cleaned["reason"],
            token=cleaned["token"],
        )
        return new.pk


# Verb: its form, the permission, its words.
VERBS = {
    "pin": (PinForm, "forums.shape_thread", gettext_lazy("Pin the thread")),
    "unpin": (UnpinForm, "forums.shape_thread", gettext_lazy("Unpin the thread")),
    "close": (CloseForm, "forums.shape_thread", gettext_lazy("Close the thread")),
    "reopen": (ReopenForm, "forums.shape_thread", gettext_lazy("Open the thread again")),
    "rename": (RenameForm, "forums.name_thread", gettext_lazy("Rename the thread")),
    "retag": (RetagForm, "forums.name_thread", gettext_lazy("Change the tags")),
    "move": (MoveForm, "forums.shape_thread", gettext_lazy("Move the thread to another group")),
    "merge": (MergeForm, "forums.shape_thread", gettext_lazy("Merge the thread into another one")),
    "split": (SplitForm, "forums.shape_thread", gettext_lazy("Split posts off into a new thread")),
}


def groups_one_keeps(user):
    """Living groups in which a user keeps order."""
    if audience_of(user) >= Audience.SECRETARIAT:
        return Group.objects.open()
    kept = Membership.objects.facilitators().filter(user=user)
    return Group.objects.open().filter(pk__in=kept.values("group"))


def wider_told(source, target):
    """Who would read a thread that does not read it today, in a sentence."""
    if target.visibility == Visibility.PUBLIC:
        return _("Everybody in the world reads that group. Say below that this is meant.")
    if target.visibility == Visibility.MEMBERS:
        return _("Every member of the network reads that group. Say below that this is meant.")
    number = new_readers(source, target).count()
    return ngettext(
        "%(number)d person reads that group who does not read this one. Say below that this is meant.",
        "%(number)d people read that group who do not read this one. Say below that this is meant.",
        number,
    ) % {"number": number}


def words_of(post):
    """The first words of a post, for those who choose among several."""
    if post.state != PostState.PUBLISHED:
        return post.get_state_display()
    return f"{post.text[:90]}…" if len(post.text) > 90 else post.text


class Shape(LoginRequiredMixin, TemplateView):
    template_name = "forums/shape.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        thread = thread_seen(user, self.kwargs["pk"])
        ways = [
            (words, reverse("forums:shape_verb", args=[thread.pk, verb]))
            for verb, (_form, perm, words) in VERBS.items()
            if user.has_perm(perm, thread) and fits(thread, verb)
        ]
        if not ways:
            raise PermissionDenied
        return super().get_context_data(
            thread=thread, title=titled(thread), ways=ways, trail=trail_to_thread(thread), **kwargs
        )


class ShapeVerb(LoginRequiredMixin, FormView):
    """One form; carried out, it leads to the thread."""

    template_name = "forums/shape_verb.html"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        if kwargs["verb"] not in VERBS:
            raise Http404
        self.form_class, perm, self.words = VERBS[kwargs["verb"]]
        if Thread.objects.filter(pk=kwargs["pk"], state=ThreadState.MERGED).exists():
            # The form was sent twice, or somebody was faster; the page of the thread leads on.
            return redirect("forums:thread", kwargs["pk"])
        self.thread = thread_seen(request.user, kwargs["pk"])
        if not request.user.has_perm(perm, self.thread):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        more = {"after": self.after()} if self.form_class is SplitForm else {}
        return {**super().get_form_kwargs(), "thread": self.thread, "user": self.request.user, **more}

    def after(self):
        asked = self.request.GET.get("from", "")
        return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1

    def form_valid(self, form):
        try:
            pk = once(form.cleaned_data["token"], f"thread.{self.kwargs['verb']}", by=self.request.user, do=form.act)
        except Refused as refused:
            form.add_error(None, str(refused.reason))
            return self.form_invalid(form)
        messages.success(self.request, form.done)
        is_elsewhere = self.form_class in (MergeForm, SplitForm) and isinstance(pk, int)
        return redirect("forums:thread", pk if is_elsewhere else self.thread.pk)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs):
        thread = self.thread
        older = thread.posts.filter(number__gt=self.after() + MOST_SPLIT).exists()
        return super().get_context_data(
            thread=thread,
            title=titled(thread),
            words=self.words,
            more=self.after() + MOST_SPLIT if self.form_class is SplitForm and older else "",
            trail=trail_to_thread(thread),
            **kwargs,
        )


def fits(thread, verb):
    """Whether a verb changes anything about a thread as it is."""
    return {
        "pin": not thread.is_pinned,
        "unpin": thread.is_pinned,
        "close": not thread.is_closed,
        "reopen": thread.is_closed,
        "split": thread.last_number > 1,
    }.get(verb, True)


def trail_to_thread(thread):
    return [*trail_to_group(thread.group), (thread.title, thread.get_absolute_url())]
