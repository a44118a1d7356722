"""Who a mail is from."""

from allauth.account.models import EmailAddress

from directory.choices import ContactKind
from directory.models import PersonContact, User


def addresses_of(user):
    """The addresses, in small letters, from which somebody writes."""
    found = {user.email.lower()}
    found |= {
        address.lower()
        for address in EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    }
    if user.record is not None:
        contacts = PersonContact.objects.filter(person=user.record, kind=ContactKind.EMAIL)
        found |= {address.lower() for address in contacts.values_list("value", flat=True)}
    return found


def user_of(address):
    """The one user who writes from an address, or None. What stands in a record alone must lead to one person."""
    if not address:
        return None
    active = User.objects.filter(is_active=True).select_related("person")
    user = (
        active.filter(email__iexact=address).first()
        or active.filter(emailaddress__email__iexact=address, emailaddress__verified=True).first()
    )
    if user is not None:
        return user
    found = active.filter(person__contacts__kind=ContactKind.EMAIL, person__contacts__value__iexact=address)
    users = list(found.distinct()[:2])
    return users[0] if len(users) == 1 else None
