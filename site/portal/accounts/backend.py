"""Who a session belongs to: the user, their record and whether they hold an official post, in one query."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Exists, OuterRef

from directory.models import Designation, User


class AccountBackend(AuthenticationBackend):
    """The one way in. There is no other backend that checks passwords."""

    def get_user(self, user_id):
        official = Designation.objects.current().official().filter(person__user=OuterRef("pk"))
        user = (
            User.objects.select_related("person")
            .annotate(holds_official_post=Exists(official))
            .filter(pk=user_id)
            .first()
        )
        if user is None or not self.user_can_authenticate(user):
            return None
        if user.record is not None:
            user.record.is_official_contact = user.holds_official_post
        # Until the session has proven it (see second_factor), nobody acts as the Secretariat.
        user.awaits_second_factor = user.is_staff
        return user
