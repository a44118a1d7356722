"""Mentoring: what experts offer, what members wish to learn, and the pairs that come of it."""

from datetime import timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.choices import Audience, RecordStatus
from directory.models import ExpertiseTerm, Language, Person, Region, audience_of
from experts.choices import EntryState
from experts.models import RosterEntry

from .choices import (
    CHECK_IN_EVERY_DAYS,
    MOST_ROOM,
    Ending,
    Mood,
    PairState,
    ProposedBy,
    Result,
    Side,
)


class OfferQuerySet(models.QuerySet):
    def standing(self, on=None):
        """Offers that hold on a day: not withdrawn, not over, of experts who are listed."""
        on = on or timezone.localdate()
        return self.filter(
            withdrawn_at=None,
            mentor__status=RecordStatus.LISTED,
            mentor__roster_entry__state=EntryState.LISTED,
        ).exclude(until__lt=on)

    def visible_to(self, user):
        """Standing offers of experts whose entry a member may know of. Visitors see none."""
        if audience_of(user) < Audience.MEMBERS:
            return self.none()
        return self.standing().filter(mentor__roster_entry__in=RosterEntry.objects.visible_to(user))


class Offer(models.Model):
    """An expert is willing to mentor."""

    mentor = models.ForeignKey(Person, models.CASCADE, related_name="mentoring_offers", verbose_name=_("mentor"))
    fields = models.ManyToManyField(ExpertiseTerm, related_name="+", verbose_name=_("fields"))
    languages = models.ManyToManyField(Language, related_name="+", verbose_name=_("languages"))
    room = models.PositiveSmallIntegerField(
        _("how many at once"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_ROOM)]
    )
    ways = models.JSONField(_("how"), default=list)
    until = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The last day on which a pair may begin.")
    )
    words = models.TextField(_("in your own words"), max_length=1500, blank=True)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    is_demo = models.BooleanField(_("demonstration record"), default=False, db_index=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("offer to mentor")
        verbose_name_plural = _("offers to mentor")
        constraints = [
            models.UniqueConstraint(fields=["mentor"], condition=Q(withdrawn_at=None), name="one_standing_offer"),
        ]

    def __str__(self):
        return str(self.mentor)

    @property
    def is_standing(self):
        entry = getattr(self.mentor, "roster_entry", None)
        return (
            self.withdrawn_at is None
            and (self.until is None or self.until >= timezone.localdate())
            and self.mentor.status == RecordStatus.LISTED
            and entry is not None
            and entry.is_listed
        )


class WishQuerySet(models.QuerySet):
    def standing(self):
        """Wishes of listed members that are not withdrawn and that no pair fulfils yet."""
        return self.filter(withdrawn_at=None, learner__status=RecordStatus.LISTED).exclude(
            pairs__state=PairState.OPEN
        )

    def visible_to(self, user):
        """Wishes a mentor may read: of those who agreed to it, and whose record they may know of."""
        audience = audience_of(user)
        if audience >= Audience.SECRETARIAT:
            return self.standing()
        if audience < Audience.MEMBERS:
            return self.none()
        return self.standing().filter(may_be_shown=True, learner__listing__lte=audience)


class Wish(models.Model):
    """A member wishes to learn something from somebody."""

    learner = models.ForeignKey(Person, models.CASCADE, related_name="mentoring_wishes", verbose_name=_("learner"))
    fields = models.ManyToManyField(ExpertiseTerm, related_name="+", verbose_name=_("fields"))
    languages = models.ManyToManyField(Language, related_name="+", verbose_name=_("languages"))
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region the mentor knows")
    )
    ways = models.JSONField(_("how"), default=list, blank=True)
    goal = models.TextField(_("what you wish to learn, and what for"), max_length=2000)
    may_be_shown = models.BooleanField(_("mentors who fit may read it"), default=True)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    is_demo = models.BooleanField(_("demonstration record"), default=False, db_index=True)

    objects = WishQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("wish to learn")
        verbose_name_plural = _("wishes to learn")
        constraints = [
            models.UniqueConstraint(fields=["learner"], condition=Q(withdrawn_at=None), name="one_standing_wish"),
        ]

    def __str__(self):
        return str(self.learner)


class PairQuerySet(models.QuerySet):
    def of_user(self, user):
        """Pairs somebody is one side of."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        own = Q(offer__mentor__user=user) | Q(wish__learner__user=user)
        return self.filter(own)

    def visible_to(self, user):
        """The two and the Secretariat know of a pair, nobody else."""
        return self if audience_of(user) >= Audience.SECRETARIAT else self.of_user(user)

    def begun(self):
        """Pairs that came about, whether they have ended or not."""
        return self.filter(state__in=[PairState.OPEN, PairState.ENDED])


class Pair(models.Model):
    """Somebody who mentors and somebody who learns; it begins when both have accepted."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="pairs", verbose_name=_("offer"))
    wish = models.ForeignKey(Wish, models.CASCADE, related_name="pairs", verbose_name=_("wish"))
    state = models.CharField(_("state"), max_length=8, choices=PairState, default=PairState.PROPOSED, db_index=True)
    proposed_by = models.CharField(_("proposed by"), max_length=11, choices=ProposedBy)
    proposed_at = models.DateTimeField(_("proposed"), default=timezone.now)
    word = models.TextField(_("a word with it"), max_length=1000, blank=True)
    mentor_accepted_at = models.DateTimeField(_("accepted by the mentor"), null=True, blank=True)
    learner_accepted_at = models.DateTimeField(_("accepted by the learner"), null=True, blank=True)
    began_at = models.DateTimeField(_("began"), null=True, blank=True)
    over_at = models.DateTimeField(_("over"), null=True, blank=True)
    ending = models.CharField(_("why it is over"), max_length=11, choices=Ending, blank=True)
    asked_at = models.DateTimeField(_("asked how it is going"), null=True, blank=True)
    rounds_unanswered = models.PositiveSmallIntegerField(default=0, editable=False)
    asked_whether_ended_at = models.DateTimeField(_("asked whether it has ended"), null=True, blank=True)
    is_demo = models.BooleanField(_("demonstration record"), default=False, db_index=True)

    objects = PairQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        verbose_name = _("mentoring pair")
        verbose_name_plural = _("mentoring pairs")
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "wish"],
                condition=Q(state__in=[PairState.PROPOSED, PairState.OPEN]),
                name="one_pair_of_two_at_a_time",
            ),
            # A wish is fulfilled by one mentor at a time, however many were asked.
            models.UniqueConstraint(fields=["wish"], condition=Q(state=PairState.OPEN), name="one_mentor_at_a_time"),
        ]

    def __str__(self):
        return f"{self.offer} – {self.wish}"

    def get_absolute_url(self):
        return reverse("mentoring:pair", args=[self.pk])

    @property
    def mentor(self):
        return self.offer.mentor

    @property
    def learner(self):
        return self.wish.learner

    def person_of(self, side):
        return self.mentor if side == Side.MENTOR else self.learner

    def side_of(self, user):
        """The side somebody is, or None."""
        if user is None or user.pk is None:
            return None
        return next((side for side in Side if self.person_of(side).user_id == user.pk), None)

    def accepted_at(self, side):
        return self.mentor_accepted_at if side == Side.MENTOR else self.learner_accepted_at

    def waits_for(self, side):
        return self.state == PairState.PROPOSED and self.accepted_at(side) is None

    @property
    def check_in_due_at(self):
        """When it is asked again how it is going."""
        last = max(filter(None, (self.began_at, self.asked_at)))
        return last + timedelta(days=CHECK_IN_EVERY_DAYS)


class Goal(models.Model):
    """What a pair wants to reach."""

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="goals")
    words = models.CharField(_("goal"), max_length=300)
    due_on = models.DateField(_("by"), null=True, blank=True)
    done_on = models.DateField(_("done"), null=True, blank=True)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("goal")
        verbose_name_plural = _("goals")

    def __str__(self):
        return self.words


class CheckIn(models.Model):
    """How it is going, in the words of one of the two; the other one reads it."""

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="check_ins")
    side = models.CharField(_("side"), max_length=7, choices=Side)
    mood = models.CharField(_("how it is going"), max_length=5, choices=Mood)
    next = models.TextField(_("what comes next"), max_length=1000, blank=True)
    at = models.DateTimeField(_("written"), default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("check-in")
        verbose_name_plural = _("check-ins")

    def __str__(self):
        return f"{self.pair} ({self.at:%Y-%m-%d})"


class Closing(models.Model):
    """What came of a pair, and thanks, from one of the two."""

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="closings")
    side = models.CharField(_("side"), max_length=7, choices=Side)
    result = models.CharField(_("result"), max_length=7, choices=Result)
    words = models.TextField(_("what came of it"), max_length=2000, blank=True)
    thanks = models.TextField(_("thanks"), max_length=1000, blank=True)
    at = models.DateTimeField(_("written"), default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("closing words")
        verbose_name_plural = _("closing words")
        constraints = [models.UniqueConstraint(fields=["pair", "side"], name="one_closing_each_side")]

    def __str__(self):
        return f"{self.pair} ({self.get_side_display()})"
