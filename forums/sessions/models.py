"""Live sessions of groups, who speaks in them, and the questions that are put to them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.choices import Audience
from directory.models import audience_of
from directory.models.names import direction
from forums.choices import Capacity, Way
from forums.models import Post, Thread

from .choices import MOST_CHARACTERS, OVER, RUNNING, QuestionState, SessionState


class SessionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Sessions whose thread this user (or audience) may read."""
        return self.filter(thread__in=Thread.objects.visible_to(user))

    def coming(self):
        return self.filter(state__in=[SessionState.PLANNED, *RUNNING])


class Session(models.Model):
    """An hour or a week in which guests answer questions, one at a time, in a thread of its own.

    Whatever is said stands in ``thread`` as posts: the invitation first, then each question that was released with
    its answers, at the end the closing post, ``closing``. ``current`` is the question that is before the session now.
    """

    thread = models.OneToOneField(Thread, models.CASCADE, related_name="session", verbose_name=_("thread"))
    facilitator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("facilitator"),
    )
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    state = models.CharField(_("state"), max_length=9, choices=SessionState, default=SessionState.PLANNED)
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    current = models.ForeignKey(
        "forum_sessions.Question", models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    closing = models.ForeignKey(Post, models.SET_NULL, null=True, blank=True, related_name="+", editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = _("live session")
        verbose_name_plural = _("live sessions")
        indexes = [models.Index(fields=["state", "starts_at"], name="sessions_by_time")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")), name="session_ends_after_it_begins"
            )
        ]

    def __str__(self):
        return str(self.thread)

    def get_absolute_url(self):
        return reverse("forum_sessions:session", args=[self.pk])

    @property
    def group(self):
        return self.thread.group

    @property
    def is_over(self):
        return self.state in OVER

    @property
    def is_running(self):
        return self.state in RUNNING

    @property
    def is_open(self):
        return self.state == SessionState.OPEN

    @property
    def takes_questions(self):
        """Questions are handed in from the day a session is planned until it ends."""
        return not self.is_over and self.thread.is_open


class Guest(models.Model):
    """Somebody who answers questions in a session, and what they are there as."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="guests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="forum_guest_in")
    presented_as = models.CharField(_("presented as"), max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("guest of a live session")
        verbose_name_plural = _("guests of live sessions")
        constraints = [models.UniqueConstraint(fields=["session", "user"], name="session_guest_once")]

    def __str__(self):
        return f"{self.user}: {self.session_id}"


class QuestionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Questions this user (or audience) may read: those put to a session they may read, their own, and for who
        conducts a session all of it.
        """
        audience = audience_of(user)
        read = self.filter(session__in=Session.objects.visible_to(user))
        if audience >= Audience.SECRETARIAT:
            return read
        seen = Q(state__in=[QuestionState.RELEASED, QuestionState.DONE], post__in=Post.objects.visible_to(user))
        if getattr(user, "is_authenticated", False):
            seen |= Q(author=user)
        if getattr(user, "is_authenticated", False) and audience >= Audience.MEMBERS:
            facilitated = user.forum_memberships.facilitators().values("group")
            seen |= Q(session__facilitator=user) | Q(session__thread__group__in=facilitated)
        return read.filter(seen)

    def waiting(self):
        """In the order in which they are to be put."""
        return self.filter(state=QuestionState.HANDED_IN).order_by("position", "pk")

    def put(self):
        """Those that came before the session, in that order."""
        return self.filter(state__in=[QuestionState.RELEASED, QuestionState.DONE]).order_by("released_at", "pk")


class Question(models.Model):
    """What somebody wants to ask. Released, it is ``post`` in the session's thread, under its author's name."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="questions")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="forum_session_questions"
    )
    person = models.ForeignKey(
        "directory.Person", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("author")
    )
    capacity = models.CharField(_("capacity"), max_length=12, choices=Capacity, default=Capacity.PERSONAL)
    country = models.ForeignKey("directory.Country", models.PROTECT, null=True, blank=True, related_name="+")
    institution = models.ForeignKey("directory.Institution", models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.TextField(_("question"), max_length=MOST_CHARACTERS)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    way = models.CharField(max_length=7, choices=Way, default=Way.PAGE)
    state = models.CharField(_("state"), max_length=11, choices=QuestionState, default=QuestionState.HANDED_IN)
    position = models.PositiveIntegerField(_("place"), default=0)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    handed_in_at = models.DateTimeField(_("handed in"), default=timezone.now)
    released_at = models.DateTimeField(null=True, blank=True)
    post = models.OneToOneField(Post, models.SET_NULL, null=True, blank=True, related_name="session_question")
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["session", "position", "pk"]
        verbose_name = _("question in a live session")
        verbose_name_plural = _("questions in live sessions")
        indexes = [models.Index(fields=["session", "state", "position"], name="session_questions_in_order")]

    def __str__(self):
        return self.text[:60]

    @property
    def direction(self):
        return direction(self.language)

    @property
    def is_waiting(self):
        return self.state == QuestionState.HANDED_IN

    @property
    def spoken_in(self):
        """The capacity as actions of the forums take it."""
        value = self.capacity
        if self.country_id:
            value = f"{value}:{self.country.iso2}"
        elif self.institution_id:
            value = f"{value}:{self.institution.slug}"
        return (value, self.country, self.institution)
