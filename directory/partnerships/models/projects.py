"""Joint projects: who does what with whom, for whom, with what means, and what came of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import RevisionMixin

from directory.choices import Audience
from directory.models import Chemical, Country, ExpertiseTerm, Institution, Region, StakeholderGroup, audience_of
from directory.models.names import direction
from directory.models.people import free_slug

from ..choices import OVER, FundingKind, ProjectRole, ProjectStatus, ResultKind, Review
from .agreements import Agreement, institutions_kept_by
from .papers import Paper


class ProjectQuerySet(models.QuerySet):
    def published(self):
        return self.filter(review=Review.PUBLISHED)

    def waiting(self):
        return self.filter(review=Review.SUBMITTED).order_by("submitted_at")

    def kept_by(self, user):
        """Projects somebody keeps: as the keeper of a lead partner, or as who proposed what is not published yet."""
        leads = ProjectPartner.objects.filter(
            role=ProjectRole.LEAD, institution__in=institutions_kept_by(user)
        ).exclude(ends_on__lt=timezone.localdate())
        return self.filter(Q(pk__in=leads.values("project")) | Q(proposed_by=user) & ~Q(review=Review.PUBLISHED))

    def visible_to(self, user):
        """Published projects; the others to those who keep them and to the Secretariat."""
        if audience_of(user) >= Audience.SECRETARIAT:
            return self
        if not getattr(user, "is_authenticated", False):
            return self.published()
        return self.filter(Q(review=Review.PUBLISHED) | Q(pk__in=self.model.objects.kept_by(user).values("pk")))

    def with_status_on(self, on=None):
        """Projects with ``status_then``: where each stood on a day, by its dated history."""
        on = on or timezone.localdate()
        latest = ProjectChange.objects.filter(project=OuterRef("pk"), on__lte=on).order_by("-on", "-pk")
        return self.annotate(status_then=Subquery(latest.values("status")[:1]))

    def joint(self, on=None):
        """Projects of two partners or more that were known on a day, with ``status_then``.

        Partners who have left do not count, unless the project itself was over by then.
        """
        on = on or timezone.localdate()
        come = Q(partners__starts_on__lte=on) | Q(partners__starts_on__isnull=True)
        here = come & (Q(partners__ends_on__gte=on) | Q(partners__ends_on__isnull=True))
        counted = self.published().with_status_on(on).filter(status_then__isnull=False)
        counted = counted.annotate(
            partners_then=Count("partners__institution", filter=here, distinct=True),
            partners_ever=Count("partners__institution", filter=come, distinct=True),
        )
        return counted.filter(Q(partners_then__gte=2) | Q(status_then__in=OVER, partners_ever__gte=2))


class Project(RevisionMixin, ClusterableModel):
    # Made with the form: a form that is sent twice is one project.
    key = models.UUIDField(unique=True, editable=False, default=uuid.uuid4)
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    number = models.CharField(_("number"), max_length=60, blank=True, help_text=_("As those who fund it count it."))
    title = models.CharField(_("title"), max_length=255)
    language = models.CharField(_("language of the texts"), max_length=10, choices=settings.LANGUAGES, default="en")
    summary = models.TextField(_("summary"), max_length=4000, blank=True)
    lessons = models.TextField(_("lessons learned"), max_length=4000, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    website = models.URLField(_("website"), blank=True)
    countries = ParentalManyToManyField(
        Country, blank=True, related_name="projects", verbose_name=_("Parties and countries covered")
    )
    regions = ParentalManyToManyField(Region, blank=True, related_name="projects", verbose_name=_("regions covered"))
    chemicals = ParentalManyToManyField(Chemical, blank=True, related_name="projects", verbose_name=_("chemicals"))
    subjects = ParentalManyToManyField(ExpertiseTerm, blank=True, related_name="projects", verbose_name=_("subjects"))
    target_groups = ParentalManyToManyField(
        StakeholderGroup, blank=True, related_name="projects", verbose_name=_("target groups")
    )
    # Not of the versions: their history is read by people who may not know of a confidential agreement.
    agreements = models.ManyToManyField(
        Agreement, blank=True, related_name="projects", verbose_name=_("agreements it rests on")
    )
    review = models.CharField(_("review"), max_length=10, choices=Review, default=Review.DRAFT, db_index=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="proposed_projects"
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    is_demo = models.BooleanField(_("demonstration record"), default=False, db_index=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        verbose_name = _("joint project")
        verbose_name_plural = _("joint projects")
        constraints = [
            models.CheckConstraint(
                name="project_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            )
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        if not self.slug:
            self.slug = free_slug(type(self), self.title)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("partnerships:project", args=[self.slug])

    @property
    def direction(self):
        return direction(self.language)

    @property
    def is_published(self):
        return self.review == Review.PUBLISHED

    def status_on(self, on=None):
        """Where it stands on a day; None before its history begins."""
        on = on or timezone.localdate()
        changes = [change for change in self.changes.all() if change.on <= on]
        latest = max(changes, key=lambda change: (change.on, change.pk or 0), default=None)
        return ProjectStatus(latest.status) if latest else None

    @property
    def status(self):
        return self.status_on()


class ProjectPartner(models.Model):
    """An institution that takes part in a project, in a role, from a day to a day."""

    project = ParentalKey(Project, on_delete=models.CASCADE, related_name="partners")
    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="project_roles", verbose_name=_("institution")
    )
    role = models.CharField(_("role"), max_length=14, choices=ProjectRole)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("partner of a project")
        verbose_name_plural = _("partners of projects")
        constraints = [
            models.UniqueConstraint(fields=["project", "institution", "role"], name="one_role_each_in_a_project"),
            models.CheckConstraint(
                name="project_partner_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self):
        return str(self.institution)


class ProjectChange(models.Model):
    """One step in the story of a project: from this day on it stands so."""

    project = ParentalKey(Project, on_delete=models.CASCADE, related_name="changes")
    status = models.CharField(_("status"), max_length=10, choices=ProjectStatus)
    on = models.DateField(_("from"))
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        ordering = ["on", "pk"]
        verbose_name = _("status of a project")
        verbose_name_plural = _("statuses of projects")
        constraints = [models.UniqueConstraint(fields=["project", "on"], name="one_project_status_a_day")]

    def __str__(self):
        return f"{self.get_status_display()}: {self.on}"


class ProjectActivity(models.Model):
    """Something that is done in a project, when and by whom."""

    project = ParentalKey(Project, on_delete=models.CASCADE, related_name="activities")
    title = models.CharField(_("activity"), max_length=255)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("responsible partner")
    )
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("activity")
        verbose_name_plural = _("activities")

    def __str__(self):
        return self.title


class ProjectMilestone(models.Model):
    project = ParentalKey(Project, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(_("milestone"), max_length=255)
    due_on = models.DateField(_("due"))
    reached_on = models.DateField(_("reached on"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")

    def __str__(self):
        return self.title

    @property
    def is_late(self):
        return self.reached_on is None and self.due_on < timezone.localdate()


class ProjectResult(models.Model):
    """What a project brought about, with the place where it can be seen."""

    project = ParentalKey(Project, on_delete=models.CASCADE, related_name="results")
    kind = models.CharField(_("kind"), max_length=7, choices=ResultKind, default=ResultKind.OUTPUT)
    text = models.TextField(_("result"), max_length=1000)
    evidence = models.URLField(_("where it can be seen"), blank=True)
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("result")
        verbose_name_plural = _("results")

    def __str__(self):
        return self.text[:60]


class ProjectFunding(models.Model):
    project = ParentalKey(Project, on_delete=models.CASCADE, related_name="fundings")
    kind = models.CharField(_("kind"), max_length=11, choices=FundingKind, default=FundingKind.CORE)
    source = models.CharField(_("source of the means"), max_length=255)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("funding")
        verbose_name_plural = _("fundings")
        constraints = [
            models.CheckConstraint(name="amount_has_a_currency", condition=Q(amount__isnull=True) | ~Q(currency=""))
        ]

    def __str__(self):
        return self.source


class ProjectStep(models.Model):
    """One step of the review of a proposed project: what became of it, when, by whom and why."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="steps")
    review = models.CharField(_("review"), max_length=10, choices=Review)
    text = models.TextField(_("message"), max_length=4000, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    by_secretariat = models.BooleanField(default=False)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("step of a review")
        verbose_name_plural = _("steps of reviews")

    def __str__(self):
        return self.get_review_display()


class ProjectDocument(Paper):
    project = models.ForeignKey(Project, models.CASCADE, related_name="documents")

    class Meta(Paper.Meta):
        verbose_name = _("document of a project")
        verbose_name_plural = _("documents of projects")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "sha256"], condition=Q(withdrawn_at__isnull=True), name="one_project_document_each"
            )
        ]

    def get_absolute_url(self):
        return reverse("partnerships:project_document", args=[self.project.slug, self.pk])
