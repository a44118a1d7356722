"""Pages of shortlists: for those who keep them, and for those who were given a link."""

import hashlib
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import FormView, TemplateView

from directory.disclosure import disclose
from directory.templatetags.directory import names_for_reader

from .. import formats
from ..cv import cv_of
from . import actions, queries, visiting
from .choices import MOST_COMPARED
from .comparing import side_by_side
from .forms import ShareForm, ShortlistForm
from .models import Shortlist
from .reading import reading_of


def privately(view):
    """Nothing of it is kept by others, found by search engines, or told to sites it links to."""

    @never_cache
    @sensitive_variables()
    @wraps(view)
    def guarded(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        # The address may hold a secret; its origin alone lets forms be checked.
        response.headers["Referrer-Policy"] = "strict-origin"
        return response

    return guarded


def trail(*further):
    return [(_("Experts"), reverse("experts:experts")), *further]


def _trail_of_mine(*further):
    return trail((_("Shortlists"), reverse("shortlists:mine")), *further)


def _own(request, pk):
    """A shortlist of whoever is signed in; those of others do not exist."""
    return get_object_or_404(Shortlist.objects.of(request.user), pk=pk)


@method_decorator(privately, name="dispatch")
class Shortlists(TemplateView):
    """What somebody keeps; a visitor keeps one list in the session."""

    template_name = "shortlists/mine.html"

    def get(self, request, *args, **kwargs):
        visiting.take_over(request)
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            raise PermissionDenied
        form = ShortlistForm(request.POST)
        if form.is_valid():
            try:
                return redirect(actions.begin_shortlist(request.user, **form.cleaned_data))
            except actions.TooMany as error:
                form.add_error(None, error)
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", ShortlistForm())
        return super().get_context_data(
            trail=trail(),
            shortlists=list(queries.shortlists_of(self.request.user)),
            number_of_visitor=len(visiting.keys_of(self.request)),
            **kwargs,
        )


@require_POST
@privately
def keep(request):
    """What the buttons of lists and profiles post: put an expert on the current list, or take them off."""
    slug = request.POST.get("add") or request.POST.get("remove") or ""
    entry = queries.entry_of(slug, request.user)
    if entry is None:
        raise Http404
    visiting.take_over(request)
    if "remove" in request.POST:
        _say_removed(request, _remove(request, entry))
    else:
        _add(request, entry)
    following = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(following, {request.get_host()}, request.is_secure()):
        return redirect("shortlists:current")
    # Back to the row one was at.
    return redirect(f"{following.partition('#')[0]}#add-{slug}")


def _remove(request, entry):
    if not request.user.is_authenticated:
        return visiting.remove(request, entry)
    shortlist = queries.current_shortlist_of(request.user)
    return shortlist is not None and actions.remove_expert(shortlist, entry)


def _say_removed(request, done):
    if done:
        messages.success(request, _("Taken off the shortlist."))
    else:
        messages.info(request, _("This expert was not on the shortlist."))


def _add(request, entry):
    shown = names_for_reader(disclose(entry.person, request.user)).first.text
    told = {"expert": f"\u2068{shown}\u2069"}
    try:
        if request.user.is_authenticated:
            shortlist, is_new = actions.add_expert(request.user, entry)
            told["name"] = f"\u2068{shortlist.name}\u2069"
        else:
            is_new = visiting.add(request, entry)
            told["name"] = _("Your shortlist")
    except actions.TooMany as error:
        messages.warning(request, error.messages[0])
        return
    if is_new:
        messages.success(request, _("%(expert)s is on the shortlist “%(name)s” now.") % told)
    else:
        messages.info(request, _("%(expert)s was on the shortlist “%(name)s” already.") % told)


@require_safe
@privately
def current(request):
    """The list buttons add to."""
    visiting.take_over(request)
    shortlist = queries.current_shortlist_of(request.user)
    if shortlist is not None:
        return redirect(shortlist)
    return redirect("shortlists:mine" if request.user.is_authenticated else "shortlists:visit")


# One list, and what is written on it.


def fingerprint(text):
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@method_decorator(privately, name="dispatch")
class ShortlistPage(TemplateView):
    """One's own list: its experts in order, with notes that are saved whichever button is pressed."""

    template_name = "shortlists/shortlist.html"

    def dispatch(self, request, *args, pk=None, **kwargs):
        self.reading = reading_of(request, pk=pk)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, typed=None, **kwargs):
        reading, typed = self.reading, typed or {}
        shortlist = reading.shortlist
        return super().get_context_data(
            trail=_trail_of_mine(),
            reading=reading,
            shortlist=shortlist,
            may_share=shortlist is not None and self.request.user.has_perm("shortlists.share_shortlist", shortlist),
            rows=[self.row(expert, typed.get(expert.pk)) for expert in reading.experts],
            most_compared=MOST_COMPARED,
            **kwargs,
        )

    def row(self, expert, typed):
        note = self.reading.notes.get(expert.pk, "")
        return {
            "expert": expert,
            "note": note if typed is None else typed,
            "seen": fingerprint(note),
            # What another window wrote meanwhile, beside what was typed here.
            "other": note if typed is not None else "",
            "is_stale": typed is not None,
        }

    def post(self, request, *args, **kwargs):
        shown = {expert.slug: expert.entry for expert in self.reading.experts}
        stale = self.write_notes(shown) if self.reading.shortlist is not None else {}
        said = self.arrange(shown)
        self.reading = reading_of(request, pk=self.reading.shortlist and self.reading.shortlist.pk)
        if stale:
            return self.render_to_response(self.get_context_data(typed=stale), status=409)
        messages.success(request, said or _("Saved."))
        return redirect(self.reading.address)

    def write_notes(self, shown):
        """Keep the notes that changed here. Returns those another window changed meanwhile, by key, as typed."""
        notes, stale = {}, {}
        for slug, entry in shown.items():
            typed = self.request.POST.get(f"note-{slug}")
            if typed is None:
                continue
            typed, kept = typed.replace("\r\n", "\n").strip()[:1000], self.reading.notes.get(entry.pk, "")
            seen = self.request.POST.get(f"seen-{slug}", "")
            if typed == kept or fingerprint(typed) == seen:
                continue
            if seen != fingerprint(kept):
                stale[entry.pk] = typed
            else:
                notes[entry.pk] = typed
        actions.write_notes(self.reading.shortlist, notes)
        return stale

    def arrange(self, shown):
        """Move or take out whom the pressed button names; the words to say about it."""
        post, shortlist = self.request.POST, self.reading.shortlist
        if "remove-gone" in post and shortlist is not None:
            number = actions.remove_gone(shortlist, [entry.pk for entry in shown.values()])
            return ngettext("%(number)s expert taken out.", "%(number)s experts taken out.", number) % {
                "number": number
            }
        verb = next((verb for verb in ("up", "down", "remove") if verb in post), None)
        entry = shown.get(post[verb]) if verb else None
        if entry is None:
            return ""
        if verb == "remove":
            done = visiting.remove(self.request, entry) if shortlist is None else _take_off(shortlist, entry)
            return _("Taken off the shortlist.") if done else _("This expert was not on the shortlist.")
        if shortlist is not None:
            actions.move_expert(shortlist, entry, earlier=verb == "up")
        return ""


def _take_off(shortlist, entry):
    return actions.remove_expert(shortlist, entry)


@method_decorator(privately, name="dispatch")
class Edit(LoginRequiredMixin, FormView):
    template_name = "shortlists/edit.html"
    form_class = ShortlistForm

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            self.shortlist = _own(request, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "instance": self.shortlist}

    def get_context_data(self, **kwargs):
        shown = Shortlist(pk=self.shortlist.pk)
        return super().get_context_data(trail=_trail_of_mine(), address=shown.get_absolute_url(), **kwargs)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form):
        if not actions.change_shortlist(self.shortlist, **form.cleaned_data):
            raise Http404
        messages.success(self.request, _("Saved."))
        return redirect(self.shortlist)


@login_required
@require_POST
@privately
def choose(request, pk):
    shortlist = _own(request, pk)
    actions.make_current(shortlist)
    messages.success(
        request,
        _("Experts you add from now on come on the shortlist “%(name)s”.")
        % {"name": f"\u2068{shortlist.name}\u2069"},
    )
    return redirect(shortlist)


@method_decorator(privately, name="dispatch")
class Delete(LoginRequiredMixin, TemplateView):
    """Asks once more, and deletes the list with its notes and links."""

    template_name = "shortlists/delete.html"

    def get_context_data(self, **kwargs):
        shortlist = _own(self.request, self.kwargs["pk"])
        return super().get_context_data(
            trail=_trail_of_mine(),
            shortlist=shortlist,
            number=shortlist.rows.count(),
            links=shortlist.links.working().count(),
            **kwargs,
        )

    def post(self, request, pk):
        shortlist = Shortlist.objects.of(request.user).filter(pk=pk).first()
        # Deleted twice, by a double click, is deleted.
        if shortlist is None or actions.delete_shortlist(shortlist, by=request.user):
            messages.success(request, _("The shortlist is deleted."))
        return redirect("shortlists:mine")


# Links.


@method_decorator(privately, name="dispatch")
class Share(LoginRequiredMixin, TemplateView):
    """Links to a list: those there are, and a new one, whose secret is in the answer to the form and nowhere else."""

    template_name = "shortlists/share.html"

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            self.shortlist = _own(request, kwargs["pk"])
            if not request.user.has_perm("shortlists.share_shortlist", self.shortlist):
                raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", ShareForm())
        return super().get_context_data(
            trail=_trail_of_mine((self.shortlist.name, self.shortlist.get_absolute_url())),
            shortlist=self.shortlist,
            links=list(self.shortlist.links.all()),
            name_of_sharer=name_of_sharer(self.request.user),
            **kwargs,
        )

    def post(self, request, pk):
        form = ShareForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            link, secret = actions.share_shortlist(self.shortlist, by=request.user, **form.cleaned_data)
        except actions.TooMany as error:
            form.add_error(None, error)
            return self.render_to_response(self.get_context_data(form=form), status=422)
        except actions.MadeAlready:
            messages.warning(request, _("This link was made already. Its address was shown once."))
            return redirect("shortlists:share", pk)
        address = request.build_absolute_uri(reverse("shortlists:shared", args=[secret]))
        return self.render_to_response(self.get_context_data(made=link, address=address))


@login_required
@require_POST
@privately
def revoke(request, pk, link):
    shortlist = _own(request, pk)
    if actions.revoke_link(get_object_or_404(shortlist.links, pk=link), by=request.user):
        messages.success(request, _("The link no longer opens anything."))
    else:
        messages.info(request, _("The link had been revoked already."))
    return redirect("shortlists:share", pk)


def name_of_sharer(user):
    """Who shares a list, by the name on their record; the Secretariat has none."""
    return user.record.romanised_name if user.record is not None else _("the Secretariat")


@method_decorator(privately, name="dispatch")
class SharedPage(TemplateView):
    """A list by its link. Each expert is shown as the reader may see them, never as the sharer may."""

    template_name = "shortlists/shared.html"

    def get(self, request, *args, secret, **kwargs):
        if queries.link_of(secret) is None:
            return render(request, "shortlists/link_ended.html", {"trail": trail()}, status=404)
        reading = reading_of(request, secret=secret)
        owner = reading.link.shortlist.owner
        if request.method == "GET" and request.user != owner:
            actions.note_view(reading.link)
        return self.render_to_response(
            {
                "trail": trail(),
                "reading": reading,
                "sharer": name_of_sharer(owner),
                "until": reading.link.expires_at,
                "view": self,
            }
        )


# Ways to read a list: its own address, the visitor's, or a link.


@require_safe
@privately
def compare(request, pk=None, secret=None):
    """Experts side by side; those ticked on the list, or the first of it."""
    reading = reading_of(request, pk=pk, secret=secret)
    ticked = request.GET.getlist("expert")
    chosen = [expert for expert in reading.experts if expert.slug in ticked] or reading.experts
    experts = chosen[:MOST_COMPARED]
    return render(
        request,
        "shortlists/compare.html",
        {
            "trail": [*trail(), (reading.name, reading.address)],
            "reading": reading,
            "experts": experts,
            "columns": len(experts) + 1,
            "groups": side_by_side(experts),
            "left_out": len(chosen) - len(experts),
        },
    )


@require_safe
@privately
def cvs(request, pk=None, secret=None):
    """The CVs of a list in one layout, one expert a page when printed."""
    reading = reading_of(request, pk=pk, secret=secret)
    language = get_language() or "en"
    return render(
        request,
        "shortlists/cvs.html",
        {
            "trail": [*trail(), (reading.name, reading.address)],
            "reading": reading,
            "cvs": [cv_of(expert, language) for expert in reading.experts],
        },
    )


@require_safe
@privately
def cvs_document(request, pk=None, secret=None):
    reading = reading_of(request, pk=pk, secret=secret)
    base = request.build_absolute_uri("/")
    body = formats.document_of_cvs(reading.experts, reading.name, get_language() or "en", base)
    response = HttpResponse(body, content_type=formats.TYPES["docx"])
    response["Content-Disposition"] = content_disposition_header(True, "experts-cvs.docx")
    response["Content-Language"] = get_language()
    return response


@require_safe
@privately
def take(request, format, pk=None, secret=None):
    """A list as a file, in its order."""
    reading = reading_of(request, pk=pk, secret=secret)
    return formats.render([expert.entry for expert in reading.experts], request.user, format, request)
