"""What was contributed: posts of the thread, sorted by guiding question."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ...choices import PostState, ThreadState
from ...models import Post
from .consultations import Consultation, GuidingQuestion


class ContributionQuerySet(models.QuerySet):
    def shown(self):
        """Contributions whose post readers of the group see. A post moved to another thread goes out of the
        consultation.
        """
        return self.filter(
            post__state=PostState.PUBLISHED,
            post__thread__state=ThreadState.SHOWN,
            post__thread=models.F("consultation__thread"),
        )

    def in_time(self):
        return self.filter(is_late=False)


class Contribution(models.Model):
    """A post of a consultation's thread that answers one or several of its questions, or speaks of all of it.

    ``received_at`` is when it came: when it was posted, or the day on which a paper reached the Secretariat.
    """

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="contributions")
    post = models.OneToOneField(Post, models.CASCADE, related_name="contribution")
    questions = models.ManyToManyField(
        GuidingQuestion, blank=True, related_name="contributions", verbose_name=_("questions it answers")
    )
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    is_late = models.BooleanField(_("late"), default=False)
    is_paper = models.BooleanField(_("came on paper or by mail to the Secretariat"), default=False)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        ordering = ["received_at", "pk"]
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        indexes = [models.Index(fields=["consultation"], condition=Q(is_late=True), name="late_contributions")]

    def __str__(self):
        return str(self.post)
