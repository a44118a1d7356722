"""Regions, countries and Parties."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..choices import CountryKind, Instrument, RegionalGroup, RegionLevel, SignatureKind
from .vocabulary import SixLanguageName


class Region(SixLanguageName):
    """A region of the United Nations standard M49; ``code`` is its three digits."""

    code = models.CharField(_("M49 code"), max_length=3, unique=True)
    level = models.CharField(_("level"), max_length=12, choices=RegionLevel)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("part of")
    )

    class Meta:
        ordering = ["code"]
        verbose_name = _("region")
        verbose_name_plural = _("regions")

    def get_absolute_url(self):
        return reverse("directory:region", args=[self.code])


class CountryQuerySet(models.QuerySet):
    def countries(self):
        """Countries and areas, without organizations such as the European Union."""
        return self.filter(kind=CountryKind.COUNTRY)

    def parties(self, on=None):
        """Those that have joined the Convention; with a day, those for which it was in force that day."""
        parties = self.filter(party__is_party=True)
        return parties.filter(party__entry_into_force__lte=on) if on else parties


class Country(SixLanguageName):
    """A country or area of M49, or an organization that is a Party without being a country."""

    kind = models.CharField(_("kind"), max_length=8, choices=CountryKind, default=CountryKind.COUNTRY)
    iso2 = models.CharField(_("ISO code of two letters"), max_length=2, unique=True)
    iso3 = models.CharField(_("ISO code of three letters"), max_length=3, blank=True)
    m49 = models.CharField(_("M49 code"), max_length=3, blank=True)
    in_m49 = models.BooleanField(_("listed in M49"), default=True)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )
    subregion = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("subregion")
    )
    intermediate_region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("intermediate region")
    )
    regional_group = models.CharField(
        _("regional group"),
        max_length=20,
        choices=RegionalGroup,
        blank=True,
        help_text=_("The group in which it votes."),
    )
    other_regional_group = models.CharField(
        _("other regional group"), max_length=20, choices=RegionalGroup, blank=True
    )
    is_ldc = models.BooleanField(_("least developed country"), default=False)
    is_lldc = models.BooleanField(_("landlocked developing country"), default=False)
    is_sids = models.BooleanField(_("small island developing State"), default=False)
    is_un_member = models.BooleanField(_("member of the United Nations"), default=False)
    capital = models.CharField(_("capital"), max_length=120, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True, blank=True)

    objects = CountryQuerySet.as_manager()

    class Meta:
        ordering = ["name_en"]
        verbose_name = _("country")
        verbose_name_plural = _("countries")

    @property
    def code(self):
        """The code used in addresses: ``ke``."""
        return self.iso2.lower()

    def get_absolute_url(self):
        return reverse("directory:country", args=[self.code])


class Party(models.Model):
    """A State or organization that has signed or joined the Convention, with the days that matter."""

    country = models.OneToOneField(Country, models.PROTECT, related_name="party", verbose_name=_("country"))
    is_party = models.BooleanField(_("is a Party"), default=True, help_text=_("No: it has signed only."))
    signature = models.DateField(_("signature"), null=True, blank=True)
    signature_kind = models.CharField(_("kind of signature"), max_length=12, choices=SignatureKind, blank=True)
    instrument = models.CharField(_("instrument"), max_length=14, choices=Instrument, blank=True)
    instrument_date = models.DateField(_("deposit of the instrument"), null=True, blank=True)
    entry_into_force = models.DateField(_("entry into force"), null=True, blank=True)
    source = models.TextField(_("source"), blank=True)
    is_confirmed = models.BooleanField(_("confirmed"), default=True)
    unconfirmed_note = models.TextField(_("what is not confirmed"), blank=True)

    class Meta:
        verbose_name = _("Party")
        verbose_name_plural = _("Parties")

    def __str__(self):
        return self.country.name

    def get_absolute_url(self):
        return self.country.get_absolute_url()
