"""Many readers at once, for what is measured and what is killed."""

from directory.models import Person, User
from forums.choices import MailLevel
from forums.models import Membership


def many_readers(group, number, *, level=MailLevel.EVERY, name="reader", languages=("en",)):
    """So many listed people who belong to a group, in a few statements. Returns their addresses."""
    users = User.objects.bulk_create(
        [
            User(email=f"{name}{n}@example.org", password="!", language=languages[n % len(languages)])
            for n in range(number)
        ],
        batch_size=1000,
    )
    Person.objects.bulk_create(
        [
            Person(user=user, slug=f"{name}-{n}", given_name="Amani", family_name=f"Wekesa{n}", sort_name=f"w{n}")
            for n, user in enumerate(users)
        ],
        batch_size=500,
    )
    Membership.objects.bulk_create(
        [Membership(group=group, user=user, mail_level=level) for user in users], batch_size=1000
    )
    return [user.email for user in users]
