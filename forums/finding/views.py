"""The search over all discussions one may read."""

from html import unescape

from django.http import QueryDict
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from search.models import EmptySearch
from search.reasons import excerpt

from directory.models import audience_of

from .asking import Asked
from .queries import MOST_COUNTED, ON_A_PAGE, find


def _words_of(post):
    # What was rendered when it was posted is at hand; blocks and breaks part words as blanks do.
    return unescape(strip_tags(post.html.replace("<", " <")))


class Search(TemplateView):
    template_name = "forum_finding/search.html"

    def get_context_data(self, **kwargs):
        viewer = self.request.user
        asked = Asked(self.request.GET or None, viewer)
        found = None
        if asked.is_bound:
            asked.is_valid()
            page = self.page()
            found = find(asked, viewer, page)
            words = asked.cleaned_data.get("q", "")
            if words and not found.count and not asked.narrows:
                EmptySearch.objects.record(
                    words, language=get_language(), audience=audience_of(viewer), kind="forums"
                )
            kwargs |= {
                "rows": [(post, excerpt(_words_of(post), found.clauses)) for post in found.posts],
                "says": self.count_in_words(found),
                "chips": [{"words": said, "address": self.address(**{name: None})} for name, said in asked.narrows],
                "clear": self.address(**{name: None for name, _said in asked.narrows}),
                "newer": self.address(page=page - 1 if page > 2 else None) if page > 1 else "",
                "older": self.address(page=page + 1)
                if found.count > page * ON_A_PAGE and page * ON_A_PAGE < MOST_COUNTED
                else "",
                "is_narrowed": bool(asked.narrows),
            }
        return super().get_context_data(
            asked=asked, found=found, trail=[(_("Forums"), reverse("forums:home"))], **kwargs
        )

    def page(self):
        number = self.request.GET.get("page", "")
        page = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1
        return min(max(1, page), MOST_COUNTED // ON_A_PAGE)

    def count_in_words(self, found):
        if found.is_more:
            return _("More than %(number)d posts") % {"number": MOST_COUNTED}
        return ngettext("%(number)d post", "%(number)d posts", found.count) % {"number": found.count}

    def address(self, **changes):
        kept = QueryDict(mutable=True)
        kept.update({name: value for name, value in self.request.GET.items() if value})
        kept.pop("page", None)
        for name, value in changes.items():
            kept.pop(name, None)
            if value is not None:
                kept[name] = value
        return f"?{kept.urlencode()}"
