"""Agreements: who signed what with whom, from when to when, and what it says."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.choices import Audience, RecordStatus
from directory.models import Affiliation, Country, Designation, Institution, audience_of
from directory.models.names import direction

from ..choices import AgreementKind, AgreementState, Ended, Renewal
from ..terms import end_of_term, months_before
from .papers import Paper


def institutions_kept_by(user):
    """Institutions whose record somebody keeps today (for use in ``__in``)."""
    return (
        Affiliation.objects.filter(
            person__user=user,
            person__status=RecordStatus.LISTED,
            maintains_institution=True,
            institution__isnull=False,
        )
        .exclude(ends_on__lt=timezone.localdate())
        .values("institution")
    )


def countries_spoken_for_by(user):
    """Parties somebody holds an official post of today (for use in ``__in``)."""
    return (
        Designation.objects.current()
        .official()
        .filter(person__user=user, person__status=RecordStatus.LISTED, country__isnull=False)
        .values("country")
    )


def _signed_by(user):
    signed = Signatory.objects.filter(agreement=OuterRef("pk"))
    return Exists(
        signed.filter(Q(institution__in=institutions_kept_by(user)) | Q(country__in=countries_spoken_for_by(user)))
    )


class AgreementQuerySet(models.QuerySet):
    def of_signatory(self, user):
        """Agreements somebody may read as a signatory: for an institution they keep or a Party they speak for."""
        return self.filter(_signed_by(user))

    def visible_to(self, user):
        """Agreements somebody may know of: those that are not confidential, and confidential ones they are in."""
        audience = audience_of(user)
        if audience >= Audience.SECRETARIAT:
            return self
        public = Q(is_confidential=False)
        if not getattr(user, "is_authenticated", False) or audience < Audience.MEMBERS:
            return self.filter(public)
        return self.filter(public | _signed_by(user))

    def in_force(self, on=None):
        """Those in force on a day. One that renews itself goes on until somebody ends it."""
        on = on or timezone.localdate()
        return (
            self.filter(in_force_from__lte=on)
            .exclude(ended_on__lt=on)
            .exclude(~Q(renewal=Renewal.AUTOMATIC), in_force_to__lt=on)
        )


class Agreement(models.Model):
    # Made with the form: a form that is sent twice is one agreement.
    key = models.UUIDField(unique=True, editable=False, default=uuid.uuid4)
    # Goes up with each change, so that a form filled in before somebody else's change is noticed.
    version = models.PositiveIntegerField(default=1, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=AgreementKind)
    title = models.CharField(_("title"), max_length=255)
    language = models.CharField(_("language of the title"), max_length=10, choices=settings.LANGUAGES, default="en")
    reference = models.CharField(_("reference"), max_length=60, unique=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    in_force_from = models.DateField(_("in force from"))
    in_force_to = models.DateField(
        _("in force until"), null=True, blank=True, help_text=_("The last day of its term. Empty: without a term.")
    )
    renewal = models.CharField(_("renewal"), max_length=10, choices=Renewal, default=Renewal.NONE)
    renewal_months = models.PositiveSmallIntegerField(_("months of each further term"), null=True, blank=True)
    alert_months = models.PositiveSmallIntegerField(
        _("remind so many months before the term ends"), default=6, help_text=_("0: no reminder.")
    )
    # The end of the term that was last reminded of: each is reminded of once.
    alerted_for = models.DateField(null=True, blank=True, editable=False)
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="next", verbose_name=_("takes the place of")
    )
    ended_on = models.DateField(_("ended on"), null=True, blank=True, help_text=_("The last day in force."))
    ended_how = models.CharField(_("how it ended"), max_length=12, choices=Ended, blank=True)
    ended_reason = models.TextField(_("why it ended"), max_length=2000, blank=True)
    is_confidential = models.BooleanField(
        _("confidential"),
        default=False,
        help_text=_("Nobody but its signatories and the Secretariat learns that it exists."),
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    is_demo = models.BooleanField(_("demonstration record"), default=False, db_index=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["-in_force_from", "-pk"]
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = [
            models.CheckConstraint(
                name="agreement_term_ends_after_it_starts",
                condition=Q(in_force_to__isnull=True) | Q(in_force_to__gte=F("in_force_from")),
            ),
            models.CheckConstraint(
                name="agreement_ends_with_a_word",
                condition=Q(ended_on__isnull=True, ended_how="") | (Q(ended_on__isnull=False) & ~Q(ended_how="")),
            ),
            models.CheckConstraint(
                name="agreement_that_renews_itself_has_a_term",
                condition=~Q(renewal=Renewal.AUTOMATIC) | Q(renewal_months__gt=0, in_force_to__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.reference}: {self.title}"

    def get_absolute_url(self):
        return reverse("partnerships:agreement", args=[self.pk])

    @property
    def direction(self):
        return direction(self.language)

    def state_on(self, on=None):
        """Where it stands on a day."""
        on = on or timezone.localdate()
        if on < self.in_force_from:
            return AgreementState.TO_COME
        if self.ended_on is not None and self.ended_on < on:
            return AgreementState.ENDED
        if self.in_force_to is not None and self.in_force_to < on and self.renewal != Renewal.AUTOMATIC:
            return AgreementState.EXPIRED
        return AgreementState.IN_FORCE

    @property
    def state(self):
        return self.state_on()

    def term_ends_on(self, on=None):
        """The last day of the term that runs on a day; None without a term or when it is over."""
        on = on or timezone.localdate()
        if self.in_force_to is None or self.state_on(on) not in (AgreementState.IN_FORCE, AgreementState.TO_COME):
            return None
        if self.renewal != Renewal.AUTOMATIC:
            return self.in_force_to
        return end_of_term(self.in_force_to, self.renewal_months, on)

    def alert_due_on(self, on=None):
        """The day from which the end of the present term is to be reminded of; None if never."""
        ends = self.term_ends_on(on)
        if ends is None or not self.alert_months or self.ended_on is not None:
            return None
        return months_before(ends, self.alert_months)


class Signatory(models.Model):
    """One side of an agreement: an institution, a Party or the Secretariat, and who signed for it."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="signatories")
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="signatures", verbose_name=_("institution")
    )
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="signatures", verbose_name=_("Party")
    )
    is_secretariat = models.BooleanField(_("the Secretariat"), default=False)
    signed_by = models.CharField(_("signed by"), max_length=200, blank=True)
    function = models.CharField(_("function"), max_length=200, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        constraints = [
            models.CheckConstraint(
                name="signatory_is_one",
                condition=Q(institution__isnull=False, country__isnull=True, is_secretariat=False)
                | Q(institution__isnull=True, country__isnull=False, is_secretariat=False)
                | Q(institution__isnull=True, country__isnull=True, is_secretariat=True),
            ),
            models.UniqueConstraint(fields=["agreement", "institution"], name="institution_signs_once"),
            models.UniqueConstraint(fields=["agreement", "country"], name="party_signs_once"),
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(is_secretariat=True), name="secretariat_signs_once"
            ),
        ]

    def __str__(self):
        if self.is_secretariat:
            return str(_("Secretariat of the Stockholm Convention"))
        return str(self.institution or self.country)


class AgreementSummary(models.Model):
    """What an agreement says, for everybody who may know of it, in one language."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="summaries")
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    text = models.TextField(_("summary"), max_length=4000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    author_name = models.CharField(_("written by"), max_length=200, blank=True)
    written_on = models.DateField(_("written on"), default=timezone.localdate)

    class Meta:
        ordering = ["language"]
        verbose_name = _("summary")
        verbose_name_plural = _("summaries")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "language"], name="one_agreement_summary_per_language")
        ]

    def __str__(self):
        return self.text[:60]

    @property
    def direction(self):
        return direction(self.language)


class AgreementDocument(Paper):
    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="documents")

    class Meta(Paper.Meta):
        verbose_name = _("document of an agreement")
        verbose_name_plural = _("documents of agreements")
        constraints = [
            # The same file sent twice is kept once.
            models.UniqueConstraint(
                fields=["agreement", "sha256"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_agreement_document_each",
            )
        ]

    def get_absolute_url(self):
        return reverse("partnerships:agreement_document", args=[self.agreement_id, self.pk])
