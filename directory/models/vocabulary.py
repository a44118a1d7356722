"""Controlled words, each with its name in the six languages of the United Nations."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from taggit.models import TagBase

from ..choices import Appointment, Convention, SectorKind, TermStatus

NAME_LANGUAGES = ("en", "ar", "es", "fr", "ru", "zh")


def name_field(language=None):
    """The column that holds names in a language: ``name_zh`` for ``zh-hans``, English for any other."""
    code = (language or get_language() or "en").split("-")[0]
    return f"name_{code}" if code in NAME_LANGUAGES else "name_en"


class SixLanguageName(models.Model):
    """Something whose name is fixed in the six languages; a language without a name shows the English one."""

    name_en = models.CharField(_("name in English"), max_length=255)
    name_ar = models.CharField(_("name in Arabic"), max_length=255, blank=True)
    name_es = models.CharField(_("name in Spanish"), max_length=255, blank=True)
    name_fr = models.CharField(_("name in French"), max_length=255, blank=True)
    name_ru = models.CharField(_("name in Russian"), max_length=255, blank=True)
    name_zh = models.CharField(_("name in Chinese"), max_length=255, blank=True)
    also = models.TextField(
        _("also called"), blank=True, help_text=_("Other names people search for, one a line, in any language.")
    )

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    @property
    def name(self):
        """The name in the reader's language."""
        return getattr(self, name_field()) or self.name_en

    @property
    def all_names(self):
        """Every name in every language, for the search index."""
        names = [getattr(self, f"name_{code}") for code in NAME_LANGUAGES] + self.also.splitlines()
        return list(dict.fromkeys(name for name in names if name))


class VocabularyEntry(SixLanguageName):
    """A word of a closed list, addressed by its code in links and exports."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        abstract = True
        ordering = ["position", "code"]


class Category(VocabularyEntry):
    """A category of membership (plan ¶60c): focal points, providers, users, experts, owners and managers."""

    is_official = models.BooleanField(
        _("official"),
        default=False,
        help_text=_("Held on behalf of a Party; it makes its holder an official contact."),
    )
    appointment = models.CharField(
        _("how it is given"), max_length=12, choices=Appointment, default=Appointment.BY_REQUEST
    )
    convention = models.CharField(_("convention"), max_length=10, choices=Convention, default=Convention.STOCKHOLM)
    description_en = models.TextField(_("role in English"), blank=True)
    description_ar = models.TextField(_("role in Arabic"), blank=True)
    description_es = models.TextField(_("role in Spanish"), blank=True)
    description_fr = models.TextField(_("role in French"), blank=True)
    description_ru = models.TextField(_("role in Russian"), blank=True)
    description_zh = models.TextField(_("role in Chinese"), blank=True)

    class Meta(VocabularyEntry.Meta):
        verbose_name = _("category")
        verbose_name_plural = _("categories")

    @property
    def description(self):
        """The role in the reader's language."""
        return getattr(self, name_field().replace("name_", "description_")) or self.description_en


class StakeholderGroup(VocabularyEntry):
    class Meta(VocabularyEntry.Meta):
        verbose_name = _("stakeholder group")
        verbose_name_plural = _("stakeholder groups")


class Sector(VocabularyEntry):
    """An economic or social sector (plan ¶51)."""

    kind = models.CharField(_("kind"), max_length=10, choices=SectorKind)

    class Meta(VocabularyEntry.Meta):
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")


class InstitutionType(VocabularyEntry):
    class Meta(VocabularyEntry.Meta):
        verbose_name = _("type of institution")
        verbose_name_plural = _("types of institution")


class Service(VocabularyEntry):
    """What an institution does for others: analysis, training, disposal and so on (A-II ¶29)."""

    class Meta(VocabularyEntry.Meta):
        verbose_name = _("service")
        verbose_name_plural = _("services")


class Language(VocabularyEntry):
    """A language people speak; the code is that of ISO 639."""

    class Meta(VocabularyEntry.Meta):
        verbose_name = _("language")
        verbose_name_plural = _("languages")


class ConventionArticle(VocabularyEntry):
    """An article or annex of the Convention somebody works on."""

    number = models.CharField(_("number"), max_length=10)

    class Meta(VocabularyEntry.Meta):
        verbose_name = _("article of the Convention")
        verbose_name_plural = _("articles of the Convention")


class Chemical(VocabularyEntry):
    """A persistent organic pollutant listed in Annex A, B or C."""

    abbreviation = models.CharField(_("abbreviation"), max_length=60, blank=True)
    annexes = models.CharField(_("annexes"), max_length=10, help_text=_("Letters of the annexes, for example AC."))
    use = models.CharField(_("category"), max_length=120, blank=True)
    cas_numbers = models.TextField(_("CAS numbers"), blank=True)
    listed_at = models.CharField(_("listed at"), max_length=40, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    decision = models.CharField(_("decision"), max_length=120, blank=True)
    source = models.TextField(_("source"), blank=True)
    is_confirmed = models.BooleanField(_("confirmed"), default=True)
    unconfirmed_note = models.TextField(_("what is not confirmed"), blank=True)

    class Meta(VocabularyEntry.Meta):
        verbose_name = _("chemical")
        verbose_name_plural = _("chemicals")

    @property
    def short_name(self):
        return self.abbreviation or self.name


class ExpertiseTerm(SixLanguageName, TagBase):
    """A field of expertise or interest: of the vocabulary, or proposed by a member."""

    # TagBase keeps ``name`` and ``slug``; the slug is the code used in addresses.
    name = models.CharField(_("term"), max_length=255, unique=True)
    slug = models.SlugField(_("code"), max_length=100, unique=True, allow_unicode=True)
    name_en = models.CharField(_("name in English"), max_length=255, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="narrower", verbose_name=_("broader term")
    )
    status = models.CharField(_("status"), max_length=12, choices=TermStatus, default=TermStatus.PROPOSED)
    proposed_by = models.ForeignKey(
        "directory.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("proposed by")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("field of expertise")
        verbose_name_plural = _("fields of expertise")

    def __str__(self):
        return self.label

    @property
    def code(self):
        return self.slug

    @property
    def label(self):
        """The term in the reader's language; a proposed term has only the words its member wrote."""
        return getattr(self, name_field()) or self.name_en or self.name

    @property
    def all_names(self):
        names = [self.name, *(getattr(self, f"name_{code}") for code in NAME_LANGUAGES), *self.also.splitlines()]
        return list(dict.fromkeys(name for name in names if name))
