"""Pages the Secretariat writes. Each exists once per language; the languages are Wagtail's locales."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from .blocks import BodyBlock, LinkBlock
from .queries import network_numbers, newest_institutions, newest_people


class HomePage(Page):
    """The front door, one for each language."""

    headline = models.CharField(
        _("headline"), max_length=160, blank=True, help_text=_("What people can do here; the title if it is empty.")
    )
    lead = models.TextField(
        _("lead sentence"), max_length=400, blank=True, help_text=_("What the network is, in one sentence.")
    )
    doors = StreamField(
        [("door", LinkBlock())],
        verbose_name=_("doors"),
        blank=True,
        max_num=6,
        help_text=_("Where most people want to go from here."),
    )

    content_panels = [*Page.content_panels, FieldPanel("headline"), FieldPanel("lead"), FieldPanel("doors")]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cms.ContentPage"]
    max_count_per_parent = 6

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request, *args, **kwargs):
        return {
            **super().get_context(request, *args, **kwargs),
            "numbers": network_numbers(),
            "newest_people": newest_people(),
            "newest_institutions": newest_institutions(),
        }


class ContentPage(Page):
    """A page of words: about the network, how to take part, privacy."""

    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("body")]
    parent_page_types = ["cms.HomePage", "cms.ContentPage"]
    subpage_types = ["cms.ContentPage"]

    class Meta:
        verbose_name = _("page of text")
        verbose_name_plural = _("pages of text")

    def get_context(self, request, *args, **kwargs):
        translations = self.get_translations(inclusive=True).live().select_related("locale")
        return {
            **super().get_context(request, *args, **kwargs),
            "translated_addresses": {page.locale.language_code: page.url for page in translations},
        }

    @property
    def trail(self):
        """The pages between the home page and this one, for the breadcrumbs."""
        # The root of the tree has depth 1, home pages 2: a page right below needs no query.
        if self.depth <= 3:
            return []
        return [(page.title, page.url) for page in self.get_ancestors().filter(depth__gte=3)]
