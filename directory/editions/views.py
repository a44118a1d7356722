"""Pages of printed editions: for readers, and for the Secretariat that makes them."""

import base64
import hashlib
import logging
import re

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.generic import TemplateView

from directory.collation import collation_key

from . import actions, keeping, places, queries, subjects
from .choices import Format
from .forms import EditionForm, WithdrawForm
from .models import Edition

logger = logging.getLogger(__name__)


_AND_NOTHING_ELSE = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def trail(*further):
    return [(_("Directory"), reverse("directory:index")), *further]


def _trail_of_edition():
    return trail((_("Printed editions"), reverse("editions:list")))


class EditionsPage(TemplateView):
    """All published editions, by place; the newest of each first."""

    template_name = "editions/list.html"

    def get_context_data(self, **kwargs):
        viewer = self.request.user
        may_make = viewer.has_perm("editions.make_edition")
        place = self.request.GET.get("place", "")
        editions = list(queries.editions_shown(viewer))
        known = sorted(
            {edition.place for edition in editions},
            key=lambda code: (code != places.NETWORK, collation_key(places.name_of(code), get_language() or "en")),
        )
        return super().get_context_data(
            trail=trail(),
            groups=[
                {
                    "code": code,
                    "name": places.name_of(code),
                    "editions": [edition for edition in editions if edition.place == code],
                }
                for code in known
                if place in ("", code)
            ],
            place=place if place in known else "",
            number=len(editions),
            may_make=may_make,
            drafts=list(queries.drafts_in_work()) if may_make else [],
            **kwargs,
        )


def _seen(request, slug):
    return get_object_or_404(
        Edition.objects.visible_to(request.user).select_related("made_by").prefetch_related("files"), slug=slug
    )


@require_safe
@never_cache
def edition(request, slug):
    shown = _seen(request, slug)
    return _page(request, shown, WithdrawForm())


def _page(request, shown, form, status=200):
    may_make = request.user.has_perm("editions.make_edition")
    others = Edition.objects.visible_to(request.user).published().filter(place=shown.place).exclude(pk=shown.pk)
    return render(
        request,
        "editions/edition.html",
        {
            "trail": _trail_of_edition(),
            "edition": shown,
            "may_make": may_make,
            "may_take": request.user.has_perm("editions.take_edition", shown),
            "form": form,
            "others": others.prefetch_related("files")[:12],
            "figures": _figures(shown),
        },
        status=status,
    )


def _figures(shown):
    printed = subjects.printed_as(shown.subject)
    names = printed.figures() if printed else ()
    return [(words, shown.counts[name]) for name, words in names if name in shown.counts]


@require_safe
def read(request, slug):
    """The edition as a page, in the browser. Its style stands inside it, and nothing else may run or load."""
    response = _file(request, slug, Format.HTML, as_attachment=False)
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def take(request, slug, format, volume=0):
    """A kept file, to take away."""
    return _file(request, slug, format, volume, as_attachment=True)


def _file(request, slug, format, volume=0, *, as_attachment):
    shown = _seen(request, slug)
    file = shown.kept_file(format, volume)
    if file is None or not request.user.has_perm("editions.take_edition", shown):
        raise Http404
    tag = quote_etag(file.sha256)
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    try:
        path = keeping.kept(file)
    except keeping.DamagedFileError:
        # Better no edition than another one under its number.
        logger.exception("A kept file of edition %s is damaged", shown)
        return render(request, "editions/damaged.html", {"edition": shown, "trail": _trail_of_edition()}, status=503)
    response = FileResponse(
        path.open("rb"),
        as_attachment=as_attachment,
        filename=f"pops-network-{shown.slug}{f'-volume-{volume}' if volume else ''}.{format}",
        content_type="application/pdf" if format == Format.PDF else "text/html; charset=utf-8",
    )
    response["Content-Language"] = shown.language
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    styles = f"style-src '{_style_hash(path)}'; " if format == Format.HTML else ""
    response["Content-Security-Policy"] = f"default-src 'none'; {styles}{_AND_NOTHING_ELSE}"
    return response


def _style_hash(path):
    """The hash under which a browser accepts the style of a kept page."""
    with path.open("rb") as file:
        return style_hash(file.read(100_000))


def policy_of(page):
    """The policy under which a page that needs no other file is shown: its own style, and nothing else."""
    return f"default-src 'none'; style-src '{style_hash(page)}'; {_AND_NOTHING_ELSE}"


def style_hash(page):
    style = re.search(rb"<style>(.*?)</style>", page, re.DOTALL)
    digest = hashlib.sha256(style[1] if style else b"").digest()
    return "sha256-" + base64.b64encode(digest).decode()


# For the Secretariat.


def _of_secretariat(request, slug=None):
    shown = _seen(request, slug) if slug else None
    if not request.user.has_perm("editions.make_edition"):
        raise PermissionDenied
    return shown


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def new(request):
    _of_secretariat(request)
    initial = {"language": get_language(), "place": request.GET.get("place", "")}
    form = EditionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        asked, is_new = actions.ask_for_edition(**form.cleaned_data, by=request.user)
        if is_new:
            messages.success(request, _("The edition is being made. This page shows how far it is."))
        else:
            messages.info(request, _("This draft is there already: publish or discard it before the next one."))
        return redirect(asked)
    return render(request, "editions/new.html", {"trail": _trail_of_edition(), "form": form})


@require_POST
def again(request, slug):
    shown = _of_secretariat(request, slug)
    _say(
        request,
        actions.make_again(shown, by=request.user),
        _("The edition is being made anew, from the records as they are now."),
    )
    return redirect(shown)


@require_POST
def publish(request, slug):
    shown = _of_secretariat(request, slug)
    try:
        done = actions.publish_edition(shown, by=request.user)
    except keeping.DamagedFileError:
        messages.error(request, _("A file of this draft is damaged or gone. Make the draft anew, then publish it."))
        return redirect(shown)
    _say(request, done, _("The edition is published."))
    return redirect(shown)


@require_POST
def discard(request, slug):
    shown = _of_secretariat(request, slug)
    _say(request, actions.discard_edition(shown, by=request.user), _("The draft is gone."))
    return redirect("editions:list")


@require_POST
def withdraw(request, slug):
    shown = _of_secretariat(request, slug)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, form, status=422)
    _say(
        request,
        actions.withdraw_edition(shown, by=request.user, reason=form.cleaned_data["reason"]),
        _("The edition is withdrawn. Its page stays and says why."),
    )
    return redirect(shown)


def _say(request, done, words):
    if done:
        messages.success(request, words)
    else:
        messages.warning(request, _("Somebody was faster: this edition is in another state now."))
