from django.apps import AppConfig
from django.contrib.auth import get_user_model
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = _("Pages")
    default_auto_field = "django.db.models.BigAutoField"
    default = True

    def ready(self):
        post_save.connect(follow_staff, sender=get_user_model())


def follow_staff(instance, raw=False, update_fields=None, **kwargs):
    """Whoever becomes staff, by whatever way, gets the rights of the Secretariat in the administration."""
    from .actions.secretariat import keep_to_the_secretariat

    if not raw and (update_fields is None or "is_staff" in update_fields):
        keep_to_the_secretariat(instance)


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's administration of users, with users who have no user name and roles the Secretariat may give."""

    user_viewset = "cms.admin.users.UserViewSet"
