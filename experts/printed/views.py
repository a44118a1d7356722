"""Printing the roster of a field and region: today's from the browser, or an edition that is kept."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from directory.choices import Audience
from directory.editions import actions, queries
from directory.editions.models import Edition
from directory.editions.views import policy_of

from . import contents, pages, roster
from .forms import PrintForm

# More are laid out as an edition, in the background.
MOST_ON_A_SHEET = 500
# One sheet is the same for everybody.
SHEETS_KEPT_FOR = 60  # seconds


def _asked(form):
    """What a form names, as far as it makes sense; the whole roster of the network otherwise."""
    form.is_valid()
    chosen = form.cleaned_data
    return chosen.get("field", ""), chosen.get("place") or "network", chosen.get("language") or get_language() or "en"


def _trail():
    return [(_("Experts"), reverse("experts:experts"))]


@require_safe
def choose(request):
    """Choose field, region and language, and read or print what is there."""
    form = PrintForm(request.GET if request.GET else None, initial={"language": get_language()})
    field, place, language = _asked(PrintForm(request.GET))
    number = roster.experts_in(place, field, Audience.EVERYONE).count()
    subject = roster.subject_of(field)
    editions = queries.editions_shown(request.user).filter(subject=subject, place=place)
    with override(language):
        address = reverse("printed:sheet")
    return render(
        request,
        "printed/choose.html",
        {
            "trail": _trail(),
            "form": form,
            "says": roster.name_of(field),
            "number": number,
            "too_many": number > MOST_ON_A_SHEET,
            "most": MOST_ON_A_SHEET,
            "sheet": f"{address}?{urlencode({'field': field, 'place': place})}",
            "editions": editions,
            "may_make": request.user.has_perm("editions.make_edition"),
            "asked": {"field": field, "place": place, "language": language},
        },
        status=200 if form.is_valid() or not form.is_bound else 422,
    )


@require_safe
def sheet(request):
    """The roster as it is now, as a page that is printed from the browser: what everybody may see, for everybody."""
    form = PrintForm(request.GET)
    if not form.is_valid():
        raise Http404
    field, place, _language = _asked(form)
    if roster.experts_in(place, field, Audience.EVERYONE).count() > MOST_ON_A_SHEET:
        messages.warning(request, _("This is too much for one sheet. Choose a field or a region, or an edition."))
        return redirect(f"{reverse('printed:choose')}?{urlencode({'field': field, 'place': place})}")
    language = get_language() or "en"
    address = f"{request.path}?{urlencode({'field': field, 'place': place})}"
    key = f"printed:{language}:{place}:{field}"
    page = cache.get(key)
    if page is None:
        page = "".join(_pages(field, place, language, address)).encode()
        cache.set(key, page, SHEETS_KEPT_FOR)
    response = HttpResponse(page)
    response["Content-Language"] = language
    response["Content-Security-Policy"] = policy_of(page)
    response["X-Robots-Tag"] = "noindex"
    return response


def _pages(field, place, language, address):
    today = timezone.localdate()
    printed = Edition(
        subject=roster.subject_of(field),
        place=place,
        language=language,
        audience=Audience.EVERYONE,
        as_of=today,
        year=today.year,
        number=0,
    )
    return pages.pages_of(printed, contents.gather(printed), line=pages.line_of_sheet(printed), address=address)


@require_POST
def ask_for_edition(request):
    """Have an edition made, numbered and kept, with its PDF; for the Secretariat."""
    if not request.user.has_perm("editions.make_edition"):
        raise PermissionDenied
    form = PrintForm(request.POST)
    if not form.is_valid():
        return redirect("printed:choose")
    field, place, language = _asked(form)
    asked, is_new = actions.ask_for_edition(
        place, language, Audience.EVERYONE, by=request.user, subject=roster.subject_of(field)
    )
    if is_new:
        messages.success(request, _("The edition is being made. This page shows how far it is."))
    else:
        messages.info(request, _("This draft is there already: publish or discard it before the next one."))
    return redirect(asked)
