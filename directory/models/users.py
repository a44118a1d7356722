"""Who signs in. What is shown of somebody is a Person."""

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from ..choices import Audience, RecordStatus


class UserManager(BaseUserManager):
    use_in_migrations = True

    def create_user(self, email, password=None, **fields):
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """A sign-in: an e-mail address and what proves it. ``is_staff`` makes a member of the Secretariat."""

    username = None
    email = models.EmailField(_("e-mail address"), unique=True)
    language = models.CharField(_("language of letters"), max_length=10, default="en")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    # True for a member of the Secretariat whose session has shown no second factor: they act for themselves only.
    awaits_second_factor = False

    objects = UserManager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self):
        return self.email

    @cached_property
    def record(self):
        """The person this user keeps, or None."""
        return getattr(self, "person", None)

    def has_perm(self, perm, obj=None):
        return not self.awaits_second_factor and super().has_perm(perm, obj)

    def has_module_perms(self, app_label):
        return not self.awaits_second_factor and super().has_module_perms(app_label)

    @cached_property
    def audience(self):
        """The widest audience this user belongs to, asked once per request."""
        if not self.is_active:
            return Audience.EVERYONE
        if self.is_staff and not self.awaits_second_factor:
            return Audience.SECRETARIAT
        if self.record is None or self.record.status != RecordStatus.LISTED:
            return Audience.EVERYONE
        if self.record.is_official_contact:
            return Audience.OFFICIAL_CONTACTS
        return Audience.MEMBERS


def audience_of(user):
    """The audience a user, or a visitor, belongs to. An audience given in place of a user stands for itself."""
    if isinstance(user, int):
        return Audience(user)
    return getattr(user, "audience", Audience.EVERYONE)
