"""Posts in other languages, beside the original and never in its place."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.names import direction
from forums.choices import MOST_CHARACTERS
from forums.models import Group, Post

from .choices import Origin, RequestState


class TranslationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Translations of what this user (or audience) may read, and everybody with them."""
        return self.filter(post__in=Post.objects.visible_to(user).published())

    def outdated(self):
        """Those whose post was edited since."""
        return self.exclude(of_edit=models.F("post__edit_count"))


class Translation(models.Model):
    """A post in another language. There is one for each language; what it said before stays in its versions.

    ``of_edit`` is the edit of the post it was made from: as soon as the post is edited after, it is outdated. The
    translation of a first post may hold the title of the thread.
    """

    post = models.ForeignKey(Post, models.CASCADE, related_name="translations", verbose_name=_("post"))
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    title = models.CharField(_("title"), max_length=200, blank=True)
    text = models.TextField(_("text"), max_length=MOST_CHARACTERS)
    html = models.TextField(editable=False)
    origin = models.CharField(_("made"), max_length=7, choices=Origin, default=Origin.HUMAN)
    of_edit = models.PositiveSmallIntegerField(default=0, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("checked by")
    )
    checked_at = models.DateTimeField(_("checked"), null=True)
    # Of the form that wrote it last, so that a form sent twice writes once.
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = TranslationQuerySet.as_manager()

    class Meta:
        ordering = ["post", "language"]
        verbose_name = _("translation of a post")
        verbose_name_plural = _("translations of posts")
        constraints = [models.UniqueConstraint(fields=["post", "language"], name="translation_once_a_language")]

    def __str__(self):
        return f"{self.post} ({self.language})"

    @property
    def direction(self):
        return direction(self.language)

    @property
    def is_machine(self):
        return self.origin == Origin.MACHINE

    @property
    def is_checked(self):
        return self.checked_at is not None

    def is_outdated_for(self, post):
        """Whether the post was edited since; ``post`` spares a query where it is at hand."""
        return self.of_edit != post.edit_count

    @property
    def is_outdated(self):
        return self.is_outdated_for(self.post)


class TranslationVersion(models.Model):
    """What a translation said before it was changed."""

    translation = models.ForeignKey(Translation, models.CASCADE, related_name="versions")
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    origin = models.CharField(max_length=7, choices=Origin)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    replaced_at = models.DateTimeField(_("replaced"), default=timezone.now)

    class Meta:
        ordering = ["translation", "pk"]
        verbose_name = _("earlier version of a translation")
        verbose_name_plural = _("earlier versions of translations")

    def __str__(self):
        return f"{self.translation}, {self.replaced_at:%Y-%m-%d}"


class Wish(models.Model):
    """A reader would like to read a post in a language. The more wish it, the higher it stands before translators."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="translation_wishes")
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("wish for a translation")
        verbose_name_plural = _("wishes for translations")
        constraints = [models.UniqueConstraint(fields=["post", "language", "user"], name="translation_wished_once")]
        indexes = [models.Index(fields=["language", "post"])]

    def __str__(self):
        return f"{self.post} ({self.language})"


class SendingOutside(models.Model):
    """That texts of a group may be sent to the machine translation service. Without a row they are not."""

    group = models.OneToOneField(Group, models.CASCADE, related_name="sending_outside", verbose_name=_("group"))
    allowed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    allowed_at = models.DateTimeField(_("allowed"), default=timezone.now)

    class Meta:
        verbose_name = _("group whose texts may be sent to a machine")
        verbose_name_plural = _("groups whose texts may be sent to a machine")

    def __str__(self):
        return str(self.group)


class MachineRequest(models.Model):
    """That a post was given to the machine for one language, and what became of it."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="+")
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    state = models.CharField(_("state"), max_length=6, choices=RequestState, default=RequestState.ASKED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("asked"), default=timezone.now)
    error = models.CharField(_("what went wrong"), max_length=200, blank=True)

    class Meta:
        ordering = ["-at"]
        verbose_name = _("request to the machine")
        verbose_name_plural = _("requests to the machine")
        constraints = [models.UniqueConstraint(fields=["post", "language"], name="machine_asked_once")]

    def __str__(self):
        return f"{self.post} ({self.language}): {self.state}"
