"""The pieces the Secretariat builds pages from. Each draws itself with a template of its own."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock

from directory.models import Category

from .choices import Place, address_of

# What people who write pages may do to words. Headings are blocks of their own.
WORDS = ["bold", "italic", "link", "document-link", "ol", "ul"]


class LinkValue(blocks.StructValue):
    @cached_property
    def address(self):
        """Where the link leads: a page, a document or a place of the site; empty when none can be reached."""
        if page := self.get("page"):
            # A page links to the page in its own language, where there is one.
            return page.localized.url or ""
        if document := self.get("document"):
            return document.url
        return address_of(self["place"]) if self.get("place") else ""


class LinkBlock(blocks.StructBlock):
    """One link to a page, a document or a place of the site."""

    words = blocks.CharBlock(label=_("Words"), max_length=120)
    text = blocks.CharBlock(label=_("Explanation"), required=False, max_length=255)
    place = blocks.ChoiceBlock(label=_("Place of the site"), choices=Place.choices, required=False)
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    document = DocumentChooserBlock(label=_("Document"), required=False)

    class Meta:
        icon = "link"
        label = _("Link")
        template = "cms/blocks/link.html"
        value_class = LinkValue

    def clean(self, value):
        cleaned = super().clean(value)
        if sum(bool(cleaned.get(goal)) for goal in ("place", "page", "document")) != 1:
            raise blocks.StructBlockValidationError(
                block_errors={"place": ValidationError(_("Choose one place, one page or one document."))}
            )
        return cleaned


class HeadingValue(blocks.StructValue):
    @property
    def anchor(self):
        """The name by which other pages link to this heading."""
        return slugify(self["text"], allow_unicode=True)


class HeadingBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Heading"), max_length=160)
    level = blocks.ChoiceBlock(
        label=_("Level"), choices=[("2", _("Section")), ("3", _("Part of a section"))], default="2"
    )

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "cms/blocks/heading.html"
        value_class = HeadingValue


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Words"), rows=3)
    source = blocks.CharBlock(label=_("Whose words"), required=False, max_length=200)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "cms/blocks/quote.html"


class TableBlock(TypedTableBlock):
    """A table with headings; cells hold words or numbers."""

    words = blocks.CharBlock(label=_("Words"), required=False)
    number = blocks.FloatBlock(label=_("Number"), required=False)
    link = LinkBlock(required=False)

    class Meta:
        icon = "table"
        label = _("Table")
        template = "cms/blocks/table.html"


class CategoriesBlock(blocks.StaticBlock):
    """The categories of membership with their roles, as the directory holds them."""

    class Meta:
        icon = "group"
        label = _("Categories and their roles")
        admin_text = _("Shows every category of membership with its role, as kept in the directory.")
        template = "cms/blocks/categories.html"

    def get_context(self, value, parent_context=None):
        return {**super().get_context(value, parent_context), "categories": Category.objects.all()}


class SecretariatAddressBlock(blocks.StaticBlock):
    """The address of the Secretariat, as the site is set up."""

    class Meta:
        icon = "mail"
        label = _("Address of the Secretariat")
        admin_text = _("Shows the e-mail address of the Secretariat this site is set up with.")
        template = "cms/blocks/secretariat_address.html"

    def get_context(self, value, parent_context=None):
        return {**super().get_context(value, parent_context), "address": settings.SECRETARIAT_EMAIL}


class BodyBlock(blocks.StreamBlock):
    """What a page may hold."""

    heading = HeadingBlock()
    paragraph = blocks.RichTextBlock(
        label=_("Text and lists"), features=WORDS, icon="pilcrow", template="cms/blocks/paragraph.html"
    )
    quote = QuoteBlock()
    table = TableBlock()
    link = LinkBlock()
    categories = CategoriesBlock()
    secretariat_address = SecretariatAddressBlock()
