"""Printed editions of the directory, and the columns somebody likes in their spreadsheets."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.choices import Audience
from directory.models import audience_of

from . import places, subjects
from .choices import AUDIENCES, DRAFTS, FROZEN, EditionState, Format, NoPdf, Step

# A worker says at least this often that it is still at it; one that has been silent for longer is dead.
SILENT_FOR = timedelta(minutes=3)


class EditionQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """What was published for the viewer's audience, withdrawn or not; the Secretariat sees drafts too."""
        audience = audience_of(viewer)
        if audience >= Audience.SECRETARIAT:
            return self
        return self.filter(state__in=FROZEN, audience__lte=audience)

    def drafts(self):
        return self.filter(state__in=DRAFTS)

    def published(self):
        return self.filter(state=EditionState.PUBLISHED)

    def series(self, place, language, audience, subject=""):
        """All editions of one place in one language for one audience: these are numbered together."""
        return self.filter(place=place, language=language, audience=audience, subject=subject)

    def silent(self):
        """Those whose worker is gone, or that no worker ever took."""
        return self.filter(
            state__in=(EditionState.WAITING, EditionState.MAKING), worked_at__lt=timezone.now() - SILENT_FOR
        )


class Edition(models.Model):
    """The directory of a place in one language as it read on one day. Once published, it never changes.

    ``subject`` says what is printed in place of the directory: see ``subjects``.
    """

    subject = models.CharField(gettext_lazy("subject"), max_length=120, blank=True)
    place = models.CharField(gettext_lazy("about"), max_length=20)
    language = models.CharField(gettext_lazy("language"), max_length=10, choices=settings.LANGUAGES)
    audience = models.PositiveSmallIntegerField(
        gettext_lazy("made for"),
        choices=[(audience.value, audience.label) for audience in AUDIENCES],
        default=Audience.EVERYONE,
    )
    year = models.PositiveSmallIntegerField(gettext_lazy("year"))
    number = models.PositiveSmallIntegerField(gettext_lazy("number in its year"))
    slug = models.SlugField(max_length=200, unique=True, editable=False)
    as_of = models.DateField(gettext_lazy("as of"))

    state = models.CharField(
        gettext_lazy("state"), max_length=10, choices=EditionState, default=EditionState.WAITING, db_index=True
    )
    # Which worker is at it, what it does and when it last said so.
    run = models.UUIDField(null=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    step = models.CharField(max_length=12, choices=Step, blank=True, editable=False)
    done = models.PositiveIntegerField(default=0, editable=False)
    total = models.PositiveIntegerField(default=0, editable=False)
    worked_at = models.DateTimeField(default=timezone.now, editable=False)
    no_pdf = models.CharField(gettext_lazy("why there is no PDF"), max_length=10, choices=NoPdf, blank=True)

    counts = models.JSONField(gettext_lazy("what it holds"), default=dict, editable=False)
    # The designations printed as official contacts: the next edition says what changed.
    officials = models.JSONField(default=list, editable=False)

    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("made by"),
    )
    made_at = models.DateTimeField(gettext_lazy("made"), null=True, blank=True)
    published_at = models.DateTimeField(gettext_lazy("published"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(gettext_lazy("withdrawn"), null=True, blank=True)
    withdrawn_because = models.TextField(gettext_lazy("why it was withdrawn"), blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-as_of", "-year", "-number", "place", "language", "audience"]
        verbose_name = gettext_lazy("edition")
        verbose_name_plural = gettext_lazy("editions")
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "place", "language", "audience", "year", "number"],
                name="one_edition_of_each_number",
            ),
            models.UniqueConstraint(
                fields=["subject", "place", "language", "audience"],
                condition=Q(state__in=[state.value for state in DRAFTS]),
                name="one_draft_at_a_time",
            ),
        ]

    def __str__(self):
        return self.slug

    def save(self, *args, **kwargs):
        self.slug = "-".join(
            filter(
                None,
                (
                    self.subject.replace(".", "-"),
                    self.place,
                    self.language,
                    str(self.year),
                    str(self.number),
                    self._suffix,
                ),
            )
        )
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("editions:edition", args=[self.slug])

    @property
    def _suffix(self):
        return "members" if self.audience else ""

    @property
    def label(self):
        """Year and number, as printed: 2026/3."""
        return f"{self.year}/{self.number}"

    @property
    def place_name(self):
        return places.name_of(self.place)

    @property
    def title(self):
        """``Western Asia, edition 2026/3``, in the reader's language; what is printed first, if not the directory."""
        if self.subject:
            return _("%(subject)s, %(place)s, edition %(number)s") % {
                "subject": self.subject_name,
                "place": self.place_name,
                "number": self.label,
            }
        return _("%(place)s, edition %(number)s") % {"place": self.place_name, "number": self.label}

    @property
    def subject_name(self):
        return subjects.name_of(self.subject) or self.subject

    @property
    def language_name(self):
        """The language by its own name."""
        return dict(settings.LANGUAGES).get(self.language, self.language)

    @property
    def is_for_members(self):
        return self.audience >= Audience.MEMBERS

    @property
    def is_draft(self):
        return self.state in DRAFTS

    @property
    def is_in_work(self):
        return self.state in (EditionState.WAITING, EditionState.MAKING)

    @property
    def is_silent(self):
        return self.is_in_work and self.worked_at < timezone.now() - SILENT_FOR

    def kept_file(self, format, volume=0):
        """A kept file, or None."""
        return next((file for file in self.files.all() if (file.format, file.volume) == (format, volume)), None)

    @property
    def html(self):
        return self.kept_file(Format.HTML)

    @property
    def pdf(self):
        """The PDF, or its first volume."""
        return next((file for file in self.files.all() if file.format == Format.PDF), None)


class EditionFile(models.Model):
    """One kept file of an edition, with what proves that it is still the same."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="files")
    format = models.CharField(max_length=4, choices=Format)
    # Long editions are bound in several volumes; 0 where there is one file.
    volume = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=200, unique=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["edition", "format", "volume"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "format", "volume"], name="one_file_of_each_volume")
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        if self.volume:
            return reverse("editions:take_volume", args=[self.edition.slug, self.volume, self.format])
        return reverse("editions:take", args=[self.edition.slug, self.format])

    @property
    def label(self):
        """``PDF``, or ``PDF, volume 2``."""
        name = self.get_format_display()
        return _("%(format)s, volume %(number)s") % {"format": name, "number": self.volume} if self.volume else name


class KeptColumns(models.Model):
    """The columns somebody chose for their spreadsheets of people or institutions, in their order."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="kept_columns")
    kind = models.CharField(max_length=12)
    options = models.JSONField(default=dict)
    kept_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="one_choice_of_columns_each")]

    def __str__(self):
        return f"{self.kind}: {self.user_id}"
