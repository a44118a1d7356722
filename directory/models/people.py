"""People: who is shown, with everything a person says about themselves."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from taggit.models import ItemBase
from wagtail.models import RevisionMixin

from ..choices import Audience, ContactKind, LanguageLevel, RecordStatus
from ..validators import validate_orcid
from .freshness import ConfirmedRecord
from .names import direction, romanise, sort_key
from .users import audience_of
from .vocabulary import Chemical, ConventionArticle, ExpertiseTerm, Language, Sector, StakeholderGroup


def portrait_path(person, filename):
    """Portraits are re-encoded; the name people gave their file is never used."""
    return f"portraits/{person.slug}.jpg"


def seen_by(user, through=""):
    """The condition under which a user (or audience) may know of a person: listed for them, or themselves.

    ``through`` leads from another model to the person: ``"person__"``.
    """
    audience = audience_of(user)
    if audience >= Audience.SECRETARIAT:
        return Q(**{f"{through}pk__isnull": False})
    seen = Q(**{f"{through}status": RecordStatus.LISTED, f"{through}listing__lte": audience})
    if getattr(user, "is_authenticated", False):
        seen |= Q(**{f"{through}user": user}) & ~Q(**{f"{through}status": RecordStatus.CLOSED})
    return seen


class PersonQuerySet(models.QuerySet):
    def listed(self):
        return self.filter(status=RecordStatus.LISTED)

    def visible_to(self, user):
        """People this user (or audience) may know of: those listed for their audience, and oneself."""
        return self if audience_of(user) >= Audience.SECRETARIAT else self.filter(seen_by(user))


class Person(ConfirmedRecord, RevisionMixin, ClusterableModel):
    """Somebody of the network. ``user`` is empty for those who are listed without signing in."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="person",
        verbose_name=_("user"),
    )
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    prefix = models.CharField(_("prefix"), max_length=40, blank=True)
    given_name = models.CharField(_("given names in Latin letters"), max_length=120, blank=True)
    family_name = models.CharField(_("family name in Latin letters"), max_length=120)
    suffix = models.CharField(_("suffix"), max_length=40, blank=True)
    original_given_name = models.CharField(_("given names in their own script"), max_length=120, blank=True)
    original_family_name = models.CharField(_("family name in its own script"), max_length=120, blank=True)
    name_language = models.CharField(_("language of the name"), max_length=10, blank=True)
    family_name_first = models.BooleanField(_("family name comes first"), default=False)
    sort_name = models.CharField(max_length=255, editable=False, db_index=True)

    position = models.CharField(_("position"), max_length=200, blank=True)
    country = models.ForeignKey(
        "directory.Country",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("country represented"),
    )
    address = models.TextField(_("street address"), blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    postal_country = models.ForeignKey(
        "directory.Country",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("country of the postal address"),
    )
    stakeholder_group = models.ForeignKey(
        StakeholderGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("stakeholder group"),
    )
    sectors = ParentalManyToManyField(Sector, blank=True, related_name="people", verbose_name=_("sectors"))
    chemicals = ParentalManyToManyField(Chemical, blank=True, related_name="people", verbose_name=_("chemicals"))
    articles = ParentalManyToManyField(
        ConventionArticle, blank=True, related_name="people", verbose_name=_("articles of the Convention")
    )
    expertise = ClusterTaggableManager(
        through="directory.TaggedExpertise",
        blank=True,
        verbose_name=_("expertise"),
        related_name="experts",
    )
    interests = ClusterTaggableManager(
        through="directory.TaggedInterest",
        blank=True,
        verbose_name=_("interests"),
        related_name="interested_people",
    )
    orcid = models.CharField(_("ORCID iD"), max_length=19, blank=True, validators=[validate_orcid])
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True)
    portrait = models.ImageField(_("photograph"), upload_to=portrait_path, blank=True)

    listing = models.PositiveSmallIntegerField(
        _("my record is shown to"), choices=Audience, default=Audience.EVERYONE, db_index=True
    )
    field_audiences = models.JSONField(_("who sees which field"), default=dict, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=RecordStatus, default=RecordStatus.LISTED, db_index=True
    )
    is_demo = models.BooleanField(_("demonstration record"), default=False, db_index=True)
    created_at = models.DateTimeField(_("entered"), default=timezone.now, editable=False, db_index=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name", "pk"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [models.Index(fields=["country", "status", "sort_name"])]

    def __str__(self):
        return self.romanised_name

    def save(self, *args, **kwargs):
        self.sort_name = sort_key(f"{self.family_name} {self.given_name}")
        if not self.slug:
            self.slug = free_slug(type(self), self.romanised_name)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("directory:person", args=[self.slug])

    @property
    def romanised_name(self):
        """The name in Latin letters, without prefix."""
        given, family = self.given_name or romanise(self.original_given_name), self.family_name
        names = (family, given) if self.family_name_first and self.original_family_name else (given, family)
        return " ".join(name for name in (*names, self.suffix) if name)

    @property
    def original_name(self):
        """The name in its own script; empty when that script is Latin."""
        given, family = self.original_given_name, self.original_family_name
        if not (given or family):
            return ""
        if self.family_name_first:
            # Han names are written without a space.
            return ("" if self.name_language.startswith(("zh", "ja", "ko")) else " ").join(
                filter(None, (family, given))
            )
        return " ".join(filter(None, (given, family)))

    @property
    def name_direction(self):
        return direction(self.name_language)

    @property
    def is_listed(self):
        return self.status == RecordStatus.LISTED

    @cached_property
    def is_official_contact(self):
        """Whether this person holds an official post of a Party today."""
        return self.designations.current().official().exists()


def free_slug(model, text):
    """An address nobody has yet: the romanised words, with a number when they are taken."""
    base = slugify(romanise(text))[:100] or "record"
    taken = set(model.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in _numbered(base) if slug not in taken)


def _numbered(base):
    yield base
    number = 2
    while True:
        yield f"{base}-{number}"
        number += 1


class Affiliation(models.Model):
    """Where a person works or worked: an institution of the directory, or one named in words."""

    person = ParentalKey(Person, on_delete=models.CASCADE, related_name="affiliations")
    institution = models.ForeignKey(
        "directory.Institution",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="affiliations",
        verbose_name=_("institution"),
    )
    institution_name = models.CharField(
        _("name of the institution"), max_length=255, blank=True, help_text=_("If it is not in the directory.")
    )
    department = models.CharField(_("department"), max_length=200, blank=True)
    position = models.CharField(_("position"), max_length=200, blank=True)
    responsibilities = models.TextField(
        _("responsibilities"), max_length=2000, blank=True, help_text=_("What the work was, in a few sentences.")
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    is_primary = models.BooleanField(_("main affiliation"), default=False)
    maintains_institution = models.BooleanField(
        _("keeps the institution's record"), default=False, help_text=_("Granted by the Secretariat.")
    )

    class Meta:
        ordering = ["-is_primary", "-starts_on", "pk"]
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        constraints = [
            models.CheckConstraint(
                name="affiliation_names_an_institution",
                condition=Q(institution__isnull=False) | ~Q(institution_name=""),
            ),
            models.CheckConstraint(
                name="affiliation_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self):
        return self.institution.name if self.institution else self.institution_name

    @property
    def is_current(self):
        return self.ends_on is None or self.ends_on >= timezone.localdate()


class PersonContact(models.Model):
    """A telephone, mail address or website, each with its own audience."""

    person = ParentalKey(Person, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(_("kind"), max_length=8, choices=ContactKind)
    value = models.CharField(_("number or address"), max_length=255)
    audience = models.PositiveSmallIntegerField(_("shown to"), choices=Audience, default=Audience.MEMBERS)
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self):
        return self.value


class LanguageSkill(models.Model):
    person = ParentalKey(Person, on_delete=models.CASCADE, related_name="language_skills")
    language = models.ForeignKey(Language, models.PROTECT, related_name="language_skills", verbose_name=_("language"))
    level = models.PositiveSmallIntegerField(_("level"), choices=LanguageLevel, default=LanguageLevel.GOOD)

    class Meta:
        ordering = ["-level", "language__position"]
        verbose_name = _("language")
        verbose_name_plural = _("languages")
        constraints = [models.UniqueConstraint(fields=["person", "language"], name="one_level_per_language")]

    def __str__(self):
        return str(self.language)


class Biography(models.Model):
    """What a person writes about themselves, in one language."""

    person = ParentalKey(Person, on_delete=models.CASCADE, related_name="biographies")
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    text = models.TextField(_("text"), max_length=6000)

    class Meta:
        ordering = ["language"]
        verbose_name = _("biography")
        verbose_name_plural = _("biographies")
        constraints = [models.UniqueConstraint(fields=["person", "language"], name="one_biography_per_language")]

    def __str__(self):
        return self.text[:60]

    @property
    def direction(self):
        return direction(self.language)


class TaggedExpertise(ItemBase):
    tag = models.ForeignKey(ExpertiseTerm, models.CASCADE, related_name="expertise_links")
    content_object = ParentalKey(Person, on_delete=models.CASCADE, related_name="expertise_links")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="one_expertise_each")]


class TaggedInterest(ItemBase):
    tag = models.ForeignKey(ExpertiseTerm, models.CASCADE, related_name="interest_links")
    content_object = ParentalKey(Person, on_delete=models.CASCADE, related_name="interest_links")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="one_interest_each")]
