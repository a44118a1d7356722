"""Who may designate for a Party, what they submit, and every step until it is in force."""

import secrets

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.choices import Audience
from directory.models import Category, Country, Designation, Institution, Person, audience_of

from .choices import AuthorityKind, Step, SubmissionState


class AuthorityQuerySet(models.QuerySet):
    def current(self, on=None):
        """Those that may designate on a day (today)."""
        on = on or timezone.localdate()
        return self.filter(Q(since__isnull=True) | Q(since__lte=on)).exclude(until__lt=on)


class Authority(models.Model):
    """A ministry or permanent mission whose letters the Secretariat takes as the word of a Party.

    Official contact points in office are entitled by their post and stand in no list.
    """

    country = models.ForeignKey(Country, models.PROTECT, related_name="authorities", verbose_name=_("designates for"))
    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=[choice for choice in AuthorityKind.choices if choice[0] != AuthorityKind.CONTACT_POINT],
    )
    name = models.CharField(
        _("name"),
        max_length=255,
        help_text=_("As it is shown: designated by …"),
    )
    institution = models.ForeignKey(
        Institution,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("institution in the directory"),
    )
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True, help_text=_("The last day on which it designates."))
    source = models.TextField(
        _("source"), max_length=1000, help_text=_("How the Secretariat knows that it may designate.")
    )
    signers = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        through="Signer",
        related_name="authorities",
        verbose_name=_("those who submit for it"),
    )

    objects = AuthorityQuerySet.as_manager()

    class Meta:
        ordering = ["country__name_en", "name"]
        verbose_name = _("designating authority")
        verbose_name_plural = _("designating authorities")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("designating:authority", args=[self.pk])


class Signer(models.Model):
    """Somebody who may submit for an authority, by their sign-in."""

    authority = models.ForeignKey(Authority, models.CASCADE)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("person"))
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("signer")
        verbose_name_plural = _("signers")
        constraints = [models.UniqueConstraint(fields=["authority", "user"], name="one_signer_each")]

    def __str__(self):
        return str(self.user)


class SubmissionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All to the Secretariat; to an authority what was submitted in its name, and to nobody else."""
        if audience_of(user) >= Audience.SECRETARIAT:
            return self
        if not user.is_authenticated:
            return self.none()
        held = (
            Designation.objects.current()
            .filter(person__user=user, category__code="official-contact-point", country__isnull=False)
            .values("country")
        )
        return self.filter(
            Q(authority__in=Authority.objects.current().filter(signers=user))
            | Q(authority_kind=AuthorityKind.CONTACT_POINT, country__in=held)
            | Q(submitted_by=user)
        )

    def waiting(self):
        """Those the Secretariat has to verify or return, the longest waiting first."""
        return self.filter(state=SubmissionState.SUBMITTED).order_by("submitted_at")


class Submission(models.Model):
    """The harmonised designation form (decision BC-11/21): one person, one or more posts, one letter."""

    country = models.ForeignKey(Country, models.PROTECT, related_name="submissions", verbose_name=_("Party"))
    authority = models.ForeignKey(
        Authority, models.PROTECT, null=True, blank=True, related_name="submissions", verbose_name=_("authority")
    )
    authority_kind = models.CharField(_("kind of authority"), max_length=20, choices=AuthorityKind)
    authority_name = models.CharField(_("designating authority"), max_length=255)
    is_paper = models.BooleanField(
        _("on paper"), default=False, help_text=_("The Secretariat recorded a letter that came on paper.")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=SubmissionState, default=SubmissionState.DRAFT, db_index=True
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("written by")
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)

    # The person: a record of the directory, or what becomes one when the designation is verified.
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="submissions", verbose_name=_("person")
    )
    prefix = models.CharField(_("form of address"), max_length=40, blank=True)
    given_name = models.CharField(_("given names"), max_length=120, blank=True)
    family_name = models.CharField(_("family name"), max_length=120, blank=True)
    position = models.CharField(_("function"), max_length=255, blank=True)
    institution_name = models.CharField(_("institution"), max_length=255, blank=True)
    department = models.CharField(_("department"), max_length=255, blank=True)
    address = models.TextField(_("street address"), max_length=500, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    fax = models.CharField(_("fax"), max_length=60, blank=True)
    language = models.CharField(_("language of letters"), max_length=10, choices=settings.LANGUAGES, default="en")

    starts_on = models.DateField(_("from"), null=True, blank=True, help_text=_("The first day in office."))
    ends_on = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The last day in office, where the letter names one.")
    )

    letter = models.CharField(max_length=255, blank=True, editable=False)
    letter_name = models.CharField(_("letter"), max_length=100, blank=True, editable=False)
    letter_kind = models.CharField(max_length=5, blank=True, editable=False)
    letter_size = models.PositiveIntegerField(default=0, editable=False)
    letter_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    letter_reference = models.CharField(_("reference of the letter"), max_length=120, blank=True)
    letter_date = models.DateField(_("date of the letter"), null=True, blank=True)
    note = models.TextField(_("note to the Secretariat"), max_length=3000, blank=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("designation submitted")
        verbose_name_plural = _("designations submitted")
        constraints = [
            models.CheckConstraint(
                name="submission_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
            )
        ]

    def __str__(self):
        return f"{self.reference}: {self.country}"

    def get_absolute_url(self):
        return reverse("designating:submission", args=[self.pk])

    @property
    def reference(self):
        """What the submission is called in letters."""
        return f"D-{self.pk}"

    @property
    def nominee(self):
        """The name of the person, as written."""
        return str(self.person) if self.person_id else f"{self.given_name} {self.family_name}".strip()

    @property
    def nominee_email(self):
        return self.email

    @property
    def can_be_changed(self):
        return self.state in (SubmissionState.DRAFT, SubmissionState.RETURNED)

    @property
    def reason(self):
        """Why it was returned last, or nothing."""
        last = next((step for step in reversed(self.steps.all()) if step.step == Step.RETURNED), None)
        return last.reason if last else ""


class PostSought(models.Model):
    """One post of the form: which, for what, whom it follows, and the designation it became."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="posts")
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", verbose_name=_("post"))
    scope = models.TextField(_("scope of mandate"), max_length=600, blank=True)
    is_primary = models.BooleanField(_("first contact"), default=True)
    accepts_gap = models.BooleanField(_("nobody holds the post in between"), default=False)
    succeeds = models.ForeignKey(
        Designation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("takes over from")
    )
    designation = models.OneToOneField(
        Designation, models.PROTECT, null=True, blank=True, related_name="post_sought", verbose_name=_("became")
    )

    class Meta:
        ordering = ["category__position", "pk"]
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            models.UniqueConstraint(fields=["submission", "category"], name="one_post_of_a_kind_per_submission")
        ]

    def __str__(self):
        return str(self.category)


class SubmissionStep(models.Model):
    """Who did what, when and why. Steps are added, never changed."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="steps")
    step = models.CharField(_("step"), max_length=12, choices=Step)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    by_name = models.CharField(_("by"), max_length=255, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("step")
        verbose_name_plural = _("steps")

    def __str__(self):
        return f"{self.get_step_display()}: {self.submission}"


class ExpiryNotice(models.Model):
    """That somebody was told, so many days ahead, that a post runs out."""

    designation = models.ForeignKey(Designation, models.CASCADE, related_name="expiry_notices")
    days = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("notice of expiry")
        verbose_name_plural = _("notices of expiry")
        constraints = [models.UniqueConstraint(fields=["designation", "days"], name="one_expiry_notice_each")]

    def __str__(self):
        return f"{self.designation} ({self.days})"


def keep_letter(upload, paper):
    """Write a letter under a name nobody can guess. Returns the name in the storage."""
    return default_storage.save(f"letters/{secrets.token_urlsafe(24)}.{paper.kind}", upload)
