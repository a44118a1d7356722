"""What somebody takes on with a category, version by version, and who accepted which."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, IntegerField, Max, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models import Category, Designation, Person
from directory.models.vocabulary import NAME_LANGUAGES, name_field

from ..choices import AcceptedHow, TermsState

# What a version says, apart from what the Secretariat decides about it.
WORDS = tuple(f"{part}_{code}" for part in ("undertaking", "text", "what_changed") for code in NAME_LANGUAGES)


class TermsInForceError(Exception):
    """A version in force is never changed or deleted; a new one is written."""


class TermsQuerySet(models.QuerySet):
    def in_force(self, on=None):
        """Versions that are, or were, in force by a day (today): the readable past included."""
        return self.filter(state=TermsState.IN_FORCE, in_force_from__lte=on or timezone.localdate())

    def current(self, on=None):
        """The version of each category that holds on a day (today)."""
        later = TermsOfReference.objects.in_force(on).filter(
            category=OuterRef("category"), number__gt=OuterRef("number")
        )
        return self.in_force(on).filter(~Exists(later))

    def asked_of(self, person, on=None):
        """Versions this person has still to accept, for categories held today or to be held.

        Whoever accepted an earlier version is asked again only if a version since then says so.
        """
        on = on or timezone.localdate()
        held = Designation.objects.filter(person=person).exclude(ends_on__lt=on)
        asking = TermsOfReference.objects.in_force(on).filter(
            category=OuterRef("category"), asks_again=True, number__lte=OuterRef("number")
        )
        accepted = Acceptance.objects.filter(person=person, terms__category=OuterRef("category"))
        return (
            self.current(on)
            .filter(category__in=held.values("category"))
            .annotate(
                asked_since=_highest(asking, "number"),
                accepted_number=_highest(accepted, "terms__number"),
            )
            .filter(Q(accepted_number__isnull=True) | Q(accepted_number__lt=F("asked_since")))
        )


def _highest(rows, number):
    grouped = rows.order_by().values("category" if number == "number" else "terms__category")
    return Subquery(grouped.annotate(highest=Max(number)).values("highest"), output_field=IntegerField())


class TermsOfReference(models.Model):
    """One version of the terms of reference of a category (plan ¶50 and ¶60b).

    ``undertaking`` is what the holder promises, in a sentence or three, as their profile shows it; ``text`` is the
    whole. English is obligatory; a language without its own words shows the English ones.
    """

    category = models.ForeignKey(Category, models.PROTECT, related_name="terms", verbose_name=_("category"))
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=10, choices=TermsState, default=TermsState.DRAFT)
    in_force_from = models.DateField(_("in force from"), null=True, blank=True)
    asks_again = models.BooleanField(
        _("must be accepted again"),
        default=True,
        help_text=_("Also by those who accepted an earlier version. Whoever newly enters always accepts."),
    )

    undertaking_en = models.TextField(_("undertaking in English"))
    undertaking_ar = models.TextField(_("undertaking in Arabic"), blank=True)
    undertaking_es = models.TextField(_("undertaking in Spanish"), blank=True)
    undertaking_fr = models.TextField(_("undertaking in French"), blank=True)
    undertaking_ru = models.TextField(_("undertaking in Russian"), blank=True)
    undertaking_zh = models.TextField(_("undertaking in Chinese"), blank=True)
    text_en = models.TextField(_("text in English"))
    text_ar = models.TextField(_("text in Arabic"), blank=True)
    text_es = models.TextField(_("text in Spanish"), blank=True)
    text_fr = models.TextField(_("text in French"), blank=True)
    text_ru = models.TextField(_("text in Russian"), blank=True)
    text_zh = models.TextField(_("text in Chinese"), blank=True)
    what_changed_en = models.TextField(_("what changed, in English"), blank=True)
    what_changed_ar = models.TextField(_("what changed, in Arabic"), blank=True)
    what_changed_es = models.TextField(_("what changed, in Spanish"), blank=True)
    what_changed_fr = models.TextField(_("what changed, in French"), blank=True)
    what_changed_ru = models.TextField(_("what changed, in Russian"), blank=True)
    what_changed_zh = models.TextField(_("what changed, in Chinese"), blank=True)

    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    written_at = models.DateTimeField(_("written"), auto_now=True)
    told_at = models.DateTimeField(
        _("holders were told"), null=True, blank=True, editable=False, help_text=_("Empty until all were written to.")
    )

    objects = TermsQuerySet.as_manager()

    class Meta:
        ordering = ["category__position", "-number"]
        verbose_name = _("terms of reference")
        verbose_name_plural = _("terms of reference")
        constraints = [
            models.UniqueConstraint(fields=["category", "number"], name="terms_numbered_once"),
            models.UniqueConstraint(
                fields=["category"], condition=Q(state=TermsState.DRAFT), name="one_draft_of_terms_a_category"
            ),
            models.CheckConstraint(
                name="terms_in_force_have_a_day",
                condition=Q(state=TermsState.DRAFT) | Q(in_force_from__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.category}, {self.number}"

    def save(self, *args, update_fields=None, **kwargs):
        if self.pk and set(update_fields or ["text_en"]) - {"told_at"}:
            standing = TermsOfReference.objects.filter(pk=self.pk).values_list("state", flat=True).first()
            if standing == TermsState.IN_FORCE:
                raise TermsInForceError
        super().save(*args, update_fields=update_fields, **kwargs)

    def get_absolute_url(self):
        return reverse("enrolment:version", args=[self.category.code, self.number])

    def delete(self, *args, **kwargs):
        if self.state == TermsState.IN_FORCE:
            raise TermsInForceError
        return super().delete(*args, **kwargs)

    @property
    def is_draft(self):
        return self.state == TermsState.DRAFT

    @property
    def is_announced(self):
        """Whether it stands already but holds only from a later day."""
        return not self.is_draft and self.in_force_from > timezone.localdate()

    def words(self, part, language=None):
        """What the version says in a language, and the language it says it in: ``(words, code)``."""
        code = name_field(language).removeprefix("name_")
        own = getattr(self, f"{part}_{code}")
        return (own, code) if own else (getattr(self, f"{part}_en"), "en")

    @property
    def undertaking(self):
        return self.words("undertaking")[0]

    @property
    def text(self):
        return self.words("text")[0]

    @property
    def what_changed(self):
        return self.words("what_changed")[0]

    @property
    def languages(self):
        """Codes of the languages it is written in."""
        return [code for code in NAME_LANGUAGES if getattr(self, f"text_{code}")]


class Acceptance(models.Model):
    """Somebody accepted one version of terms of reference: who, when, in which language, how. Never changed."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="acceptances", verbose_name=_("person"))
    terms = models.ForeignKey(
        TermsOfReference, models.PROTECT, related_name="acceptances", verbose_name=_("terms of reference")
    )
    accepted_at = models.DateTimeField(_("accepted"), default=timezone.now)
    language = models.CharField(_("language read"), max_length=10)
    how = models.CharField(_("how"), max_length=12, choices=AcceptedHow, default=AcceptedHow.ON_LINE)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )

    class Meta:
        ordering = ["-accepted_at"]
        verbose_name = _("acceptance")
        verbose_name_plural = _("acceptances")
        constraints = [models.UniqueConstraint(fields=["person", "terms"], name="terms_accepted_once")]

    def __str__(self):
        return f"{self.person}: {self.terms}"


class TermsNotice(models.Model):
    """A holder was written to about new terms. Written with the mail, so that nobody is written to twice."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    terms = models.ForeignKey(TermsOfReference, models.CASCADE, related_name="notices")
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("notice of terms")
        verbose_name_plural = _("notices of terms")
        constraints = [models.UniqueConstraint(fields=["person", "terms"], name="terms_noticed_once")]

    def __str__(self):
        return f"{self.person}: {self.terms}"
