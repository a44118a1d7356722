"""The entry of an expert: what the roster adds to the record of a person."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import RevisionMixin

from directory.choices import Audience, RecordStatus
from directory.models import Country, ExpertiseTerm, Person, Region, audience_of

from ..choices import (
    AvailabilityKind,
    DeclaredInterests,
    EntryState,
    ExpertiseLevel,
    Gender,
    QualificationKind,
)
from ..validators import validate_doi, validate_willingness


def entries_seen_by(user):
    """The condition under which a user (or audience) may know of an entry: listed for them, or their own.

    Whoever may not see the person does not see the entry. Those who decide on an entry that is not listed yet ask
    ``permissions`` for it.
    """
    audience = audience_of(user)
    if audience >= Audience.SECRETARIAT:
        return Q(pk__isnull=False)
    seen = Q(
        state=EntryState.LISTED,
        listing__lte=audience,
        person__status=RecordStatus.LISTED,
        person__listing__lte=audience,
    )
    if getattr(user, "is_authenticated", False):
        seen |= Q(person__user=user) & ~Q(person__status=RecordStatus.CLOSED)
    return seen


class RosterEntryQuerySet(models.QuerySet):
    def listed(self):
        return self.filter(state=EntryState.LISTED, person__status=RecordStatus.LISTED)

    def visible_to(self, user):
        """Entries this user (or audience) may know of."""
        return self if audience_of(user) >= Audience.SECRETARIAT else self.filter(entries_seen_by(user))


class RosterEntry(RevisionMixin, ClusterableModel):
    """An expert on the roster. Name, affiliations, languages, chemicals and articles stand in the person's record."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="roster_entry", verbose_name=_("person"))
    state = models.CharField(
        _("state"), max_length=10, choices=EntryState, default=EntryState.DRAFT, db_index=True, editable=False
    )
    headline = models.CharField(
        _("in one sentence"),
        max_length=250,
        blank=True,
        help_text=_("What you can help with, for somebody in a hurry."),
    )
    free_terms = models.TextField(
        _("other expertise"), max_length=2000, blank=True, help_text=_("One term a line, in any language.")
    )
    countries_worked_in = ParentalManyToManyField(
        Country, blank=True, related_name="experts_who_worked_there", verbose_name=_("countries worked in")
    )
    regions_worked_in = ParentalManyToManyField(
        Region, blank=True, related_name="experts_who_worked_there", verbose_name=_("regions worked in")
    )
    willing_to = models.JSONField(_("willing to"), default=list, blank=True, validators=[validate_willingness])
    gender = models.CharField(_("gender"), max_length=6, choices=Gender, default=Gender.NOT_GIVEN, blank=True)
    interests_declared = models.CharField(
        _("declaration of interests"),
        max_length=4,
        choices=DeclaredInterests,
        default=DeclaredInterests.NOT_DECLARED,
        blank=True,
    )
    interests_text = models.TextField(_("interests"), max_length=4000, blank=True)
    additional_information = models.TextField(_("additional information"), max_length=3000, blank=True)

    listing = models.PositiveSmallIntegerField(
        _("my entry is shown to"), choices=Audience, default=Audience.EVERYONE, db_index=True
    )
    field_audiences = models.JSONField(_("who sees which field"), default=dict, blank=True)

    proposed_by = models.ForeignKey(
        "directory.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("proposed by")
    )
    # The category of experts, as the listing gave it; ended when the listing ends. Empty where they held it before.
    designation = models.ForeignKey(
        "directory.Designation", models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    listed_on = models.DateField(_("listed since"), null=True, blank=True, editable=False)
    lapses_on = models.DateField(_("lapses on"), null=True, blank=True, editable=False, db_index=True)
    is_demo = models.BooleanField(_("demonstration record"), default=False, db_index=True)
    created_at = models.DateTimeField(_("entered"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = RosterEntryQuerySet.as_manager()

    class Meta:
        ordering = ["person__sort_name", "pk"]
        verbose_name = _("roster entry")
        verbose_name_plural = _("roster entries")

    def __str__(self):
        return str(self.person)

    def get_absolute_url(self):
        return reverse("experts:expert", args=[self.person.slug])

    @property
    def is_listed(self):
        return self.state == EntryState.LISTED

    @property
    def terms_in_words(self):
        """The free terms, one each."""
        return [term for line in self.free_terms.splitlines() if (term := line.strip())]


class FieldOfExpertise(models.Model):
    """A field of the vocabulary an expert works in, as they rate themselves. Endorsements stand beside it."""

    entry = ParentalKey(RosterEntry, on_delete=models.CASCADE, related_name="fields")
    term = models.ForeignKey(ExpertiseTerm, models.PROTECT, related_name="roster_fields", verbose_name=_("field"))
    level = models.PositiveSmallIntegerField(_("level"), choices=ExpertiseLevel, default=ExpertiseLevel.EXPERIENCED)
    years = models.PositiveSmallIntegerField(
        _("years"), null=True, blank=True, validators=[MaxValueValidator(70)], help_text=_("Of work in this field.")
    )

    class Meta:
        ordering = ["-level", "-years", "term__position"]
        verbose_name = _("field of expertise")
        verbose_name_plural = _("fields of expertise")
        constraints = [models.UniqueConstraint(fields=["entry", "term"], name="one_level_per_field")]

    def __str__(self):
        return str(self.term)


class Education(models.Model):
    entry = ParentalKey(RosterEntry, on_delete=models.CASCADE, related_name="education")
    title = models.CharField(_("degree or title"), max_length=200)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    institution_name = models.CharField(_("university or school"), max_length=255)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["-ends_on", "-starts_on", "pk"]
        verbose_name = _("education")
        verbose_name_plural = _("education")

    def __str__(self):
        return self.title


class Qualification(models.Model):
    """A professional qualification or membership."""

    entry = ParentalKey(RosterEntry, on_delete=models.CASCADE, related_name="qualifications")
    kind = models.CharField(
        _("kind"), max_length=13, choices=QualificationKind, default=QualificationKind.QUALIFICATION
    )
    title = models.CharField(_("title or body"), max_length=255)
    year = models.PositiveSmallIntegerField(
        _("year"), null=True, blank=True, validators=[MinValueValidator(1940), MaxValueValidator(2100)]
    )

    class Meta:
        ordering = ["kind", "-year", "pk"]
        verbose_name = _("qualification")
        verbose_name_plural = _("qualifications")

    def __str__(self):
        return self.title


class Publication(models.Model):
    """One of up to ten publications, by its DOI where it has one."""

    entry = ParentalKey(RosterEntry, on_delete=models.CASCADE, related_name="publications")
    title = models.CharField(_("title"), max_length=500)
    year = models.PositiveSmallIntegerField(
        _("year"), null=True, blank=True, validators=[MinValueValidator(1940), MaxValueValidator(2100)]
    )
    doi = models.CharField(_("DOI"), max_length=200, blank=True, validators=[validate_doi])
    url = models.URLField(_("address on the web"), max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("publication")
        verbose_name_plural = _("publications")

    def __str__(self):
        return self.title


class Panel(models.Model):
    """A committee, panel or expert group an expert served on."""

    entry = ParentalKey(RosterEntry, on_delete=models.CASCADE, related_name="panels")
    name = models.CharField(_("panel or committee"), max_length=255)
    role = models.CharField(_("role"), max_length=200, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["-starts_on", "pk"]
        verbose_name = _("panel")
        verbose_name_plural = _("panels")

    def __str__(self):
        return self.name


class Availability(models.Model):
    """A period in which an expert is available, in part or not at all."""

    entry = ParentalKey(RosterEntry, on_delete=models.CASCADE, related_name="availability")
    kind = models.CharField(_("availability"), max_length=4, choices=AvailabilityKind, default=AvailabilityKind.FULL)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering = ["starts_on", "pk"]
        verbose_name = _("availability")
        verbose_name_plural = _("availability")
        constraints = [
            models.CheckConstraint(
                name="availability_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
            )
        ]

    def __str__(self):
        return self.get_kind_display()

    def covers(self, day):
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)
