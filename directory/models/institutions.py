"""Institutions: ministries, centres, laboratories, organizations."""

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from taggit.models import ItemBase
from wagtail.models import RevisionMixin

from ..choices import Audience, ContactKind, RecordStatus
from .freshness import ConfirmedRecord
from .names import sort_key
from .people import free_slug
from .users import audience_of
from .vocabulary import Chemical, ExpertiseTerm, InstitutionType, Language, Sector, Service, StakeholderGroup


class InstitutionQuerySet(models.QuerySet):
    def listed(self):
        return self.filter(status=RecordStatus.LISTED)

    def visible_to(self, user):
        """Listed institutions; the Secretariat sees the others too."""
        if audience_of(user) >= Audience.SECRETARIAT:
            return self
        return self.listed()


class Institution(ConfirmedRecord, RevisionMixin, ClusterableModel):
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    name = models.CharField(_("name"), max_length=255, help_text=_("In its own language and script."))
    name_language = models.CharField(_("language of the name"), max_length=10, default="en")
    name_en = models.CharField(_("name in English"), max_length=255, blank=True)
    acronym = models.CharField(_("acronym"), max_length=60, blank=True)
    sort_name = models.CharField(max_length=255, editable=False, db_index=True)
    type = models.ForeignKey(
        InstitutionType, models.PROTECT, null=True, blank=True, related_name="institutions", verbose_name=_("type")
    )
    parent = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    stakeholder_group = models.ForeignKey(
        StakeholderGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="institutions",
        verbose_name=_("stakeholder group"),
    )
    country = models.ForeignKey(
        "directory.Country",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="institutions",
        verbose_name=_("country"),
    )
    address = models.TextField(_("street address"), blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    conventions = models.JSONField(
        _("conventions"), default=list, blank=True, help_text=_("Codes of the conventions it serves.")
    )
    areas_of_work = ClusterTaggableManager(
        through="directory.TaggedAreaOfWork", blank=True, verbose_name=_("areas of work")
    )
    regions_served = ParentalManyToManyField(
        "directory.Region", blank=True, related_name="served_by", verbose_name=_("regions served")
    )
    parties_served = ParentalManyToManyField(
        "directory.Country", blank=True, related_name="served_by", verbose_name=_("Parties served")
    )
    languages = ParentalManyToManyField(
        Language, blank=True, related_name="institutions", verbose_name=_("working languages")
    )
    sectors = ParentalManyToManyField(Sector, blank=True, related_name="institutions", verbose_name=_("sectors"))
    services = ParentalManyToManyField(Service, blank=True, related_name="institutions", verbose_name=_("services"))
    chemicals = ParentalManyToManyField(
        Chemical, blank=True, related_name="institutions", verbose_name=_("chemicals")
    )
    status = models.CharField(
        _("status"), max_length=10, choices=RecordStatus, default=RecordStatus.LISTED, db_index=True
    )
    source = models.TextField(_("source"), blank=True)
    is_confirmed = models.BooleanField(_("confirmed"), default=True)
    unconfirmed_note = models.TextField(_("what is not confirmed"), blank=True)
    is_demo = models.BooleanField(_("demonstration record"), default=False, db_index=True)
    created_at = models.DateTimeField(_("entered"), default=timezone.now, editable=False, db_index=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = InstitutionQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name", "pk"]
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.sort_name = sort_key(self.name_en or self.name)
        if not self.slug:
            self.slug = free_slug(type(self), self.name_en or self.name)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("directory:institution", args=[self.slug])


class InstitutionContact(models.Model):
    """A telephone, address or website of an institution, and who may see it."""

    institution = ParentalKey(Institution, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(_("kind"), max_length=8, choices=ContactKind)
    value = models.CharField(_("number or address"), max_length=255)
    audience = models.PositiveSmallIntegerField(_("shown to"), choices=Audience, default=Audience.EVERYONE)
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self):
        return self.value


class InstitutionDescription(models.Model):
    """What the institution does, in one language."""

    institution = ParentalKey(Institution, on_delete=models.CASCADE, related_name="descriptions")
    language = models.CharField(_("language"), max_length=10)
    text = models.TextField(_("text"), max_length=6000)

    class Meta:
        ordering = ["language"]
        verbose_name = _("description")
        verbose_name_plural = _("descriptions")
        constraints = [
            models.UniqueConstraint(fields=["institution", "language"], name="one_description_per_language")
        ]

    def __str__(self):
        return self.text[:60]


class TaggedAreaOfWork(ItemBase):
    tag = models.ForeignKey(ExpertiseTerm, models.CASCADE, related_name="institution_links")
    content_object = ParentalKey(Institution, on_delete=models.CASCADE, related_name="area_links")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="one_area_of_work_each")]
