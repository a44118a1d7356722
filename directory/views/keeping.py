"""Whose record a page is about, and how its addresses are made."""

from urllib.parse import quote

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from ..choices import Audience
from ..models import Institution, Person, audience_of
from ..permissions import is_own_record
from ..templatetags.directory import institution_names, names_for_reader
from .pages import address_of

# What somebody typed before they had to sign in again waits in the session, up to this many characters.
MOST_KEPT = 200_000
KEPT = "directory.kept_words"


class KeptRecord(TemplateView):
    """A page for those who keep a record: its owner, the keepers of an institution, the Secretariat.

    ``keeps`` is ``own``, ``person`` or ``institution``. Such pages are never stored by browsers or caches.
    """

    keeps = "own"
    permission = "change"
    # Whether those who may only draft have this page too.
    is_for_drafters = False

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            response = self.sign_in(request)
        elif self.keeps == "own" and not self.own_record():
            response = self.nothing_kept(request)
        else:
            self.record = self.find()
            if not self.may(self.permission) and not self.drafts:
                raise PermissionDenied
            response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    def nothing_kept(self, request):
        """The page of those who keep no such record of their own."""
        return render(request, "directory/record/none.html", {"trail": self.my_page()}, status=404)

    def may(self, verb):
        return self.request.user.has_perm(f"directory.{verb}_{self.record._meta.model_name}", self.record)

    @cached_property
    def drafts(self):
        """Whether what is saved here waits for somebody who may change the record."""
        return self.is_for_drafters and self.keeps == "institution" and not self.may("change") and self.may("draft")

    def sign_in(self, request):
        """To the sign-in and back; what was typed waits here meanwhile."""
        if request.method == "POST" and len(request.body) <= MOST_KEPT and not request.FILES:
            request.session[KEPT] = {"path": request.path, "words": request.POST.urlencode()}
            address = f"{reverse('account_login')}?next={quote(request.path)}"
            return render(request, "directory/record/words_kept.html", {"sign_in_address": address}, status=403)
        return redirect_to_login(request.get_full_path())

    def words_kept(self):
        """What was typed on this page before the person had to sign in, if it was about this record."""
        kept = self.request.session.get(KEPT)
        if not kept or kept["path"] != self.request.path:
            return None
        del self.request.session[KEPT]
        words = QueryDict(kept["words"], mutable=True)
        return words if words.get("whose") == str(self.record.pk) else None

    def own_record(self):
        return self.request.user.record

    def find(self):
        if self.keeps == "own":
            return self.own_record()
        model = Person if self.keeps == "person" else Institution
        return get_object_or_404(model.objects.visible_to(self.request.user), slug=self.kwargs["slug"])

    @property
    def is_own(self):
        return isinstance(self.record, Person) and is_own_record(self.request.user, self.record)

    @property
    def is_secretariat(self):
        return audience_of(self.request.user) >= Audience.SECRETARIAT

    def address(self, name, *args):
        """The address of a page about this same record."""
        if self.keeps == "own":
            return reverse(f"my:{name}", args=args)
        return reverse(f"directory:{self.keeps}-{name}", args=[self.record.slug, *args])

    def my_page(self):
        return [(_("My page"), address)] if (address := address_of("my")) else []

    def name(self):
        names = names_for_reader if isinstance(self.record, Person) else institution_names
        return names(self.record).first

    def trail(self):
        if self.keeps == "own":
            return self.my_page()
        return [(self.name().text, self.record.get_absolute_url())]

    def overview_words(self):
        return _("My record") if self.keeps == "own" else _("Keep the record")

    def inner_trail(self):
        return [*self.trail(), (self.overview_words(), self.address("record"))]

    def kept_context(self):
        """What every page about a kept record shows."""
        return {
            "record": self.record,
            "record_name": self.name(),
            "is_own": self.is_own,
            "is_person": isinstance(self.record, Person),
            "keeps": self.keeps,
            "drafts": self.drafts,
            "overview_address": self.address("record"),
            "overview_words": self.overview_words(),
            "trail": self.inner_trail(),
        }

    def get_context_data(self, **kwargs):
        return {**super().get_context_data(**kwargs), **self.kept_context()}
