"""One sign-in per role, the same in every demonstration network."""

import base64
import hashlib
import time
from dataclasses import dataclass, field

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import encrypt
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from directory.models import User

from .naming import FEMININE, MASCULINE, Name

SECRETARIAT_GROUP = "Secretariat"
# The secret of the Secretariat's authenticator, known to everybody, as everything here is.
TOTP_SECRET = base64.b32encode(hashlib.sha1(b"demonstration network", usedforsecurity=False).digest()).decode()
RECOVERY_SEED = hashlib.sha256(b"demonstration network").hexdigest()


@dataclass(frozen=True)
class Account:
    """A role, with what one needs to sign in as it; ``str`` is the line shown to whoever tries the site."""

    role: object
    email: str
    password: str
    language: str = "en"
    iso2: str = ""
    name: Name | None = None
    workplace: str = ""
    represents: bool = True
    # Who of the opening of the network the account belongs to, by number: somebody who is drawn as the others are.
    belongs_to: int | None = None
    # The experts come with the roster, which stands above the directory.
    is_expert: bool = False
    is_secretariat: bool = False
    is_waiting: bool = False
    recovery_codes: tuple[str, ...] = field(default=(), compare=False)

    def __str__(self):
        line = f"{self.role!s:<56} {self.email:<30} {self.password}"
        if self.is_secretariat:
            line += f"\n      authenticator secret {TOTP_SECRET} (code now: {current_code()}; later: make totp)"
            if self.recovery_codes:
                line += f"\n      recovery codes {' '.join(self.recovery_codes)}"
        return line


def _name(given, family, form, own_given="", own_family="", language="en"):
    return Name(given, family, own_given, own_family, language, False, form)


ACCOUNTS = (
    Account(
        _("National focal point of Kenya"),
        "focal.point@example.org",
        "demonstration-focal-point",
        iso2="KE",
        name=_name("Makena", "Gathogo", FEMININE, language="sw"),
    ),
    Account(
        _("Official contact point of Senegal, at a regional centre"),
        "official.contact@example.org",
        "demonstration-official-contact",
        language="fr",
        iso2="SN",
        name=_name("Aïssatou", "Diouf", FEMININE, language="wo"),
        workplace="regional-centre",
    ),
    Account(
        _("Member (Jordan)"),
        "member@example.org",
        "demonstration-member",
        language="ar",
        iso2="JO",
        name=_name("Layla", "al-Najjar", FEMININE, "ليلى", "النجار", "ar"),
        represents=False,
    ),
    Account(
        _("Applicant waiting for approval"),
        "applicant@example.org",
        "demonstration-applicant",
        iso2="NG",
        name=_name("Olumide", "Adeleke", MASCULINE, language="yo"),
        represents=False,
        is_waiting=True,
    ),
    Account(
        _("Permanent mission of Kenya, which designates"), "mission@example.org", "demonstration-mission",
    ),
    Account(
        _("National focal point of Senegal"),
        "senegal@example.org",
        "demonstration-senegal",
        language="fr",
        belongs_to=4,
    ),
    Account(
        _("Expert on PCBs (Côte d’Ivoire)"),
        "expert@example.org",
        "demonstration-expert",
        language="fr",
        iso2="CI",
        name=_name("Adjoua", "Kouassi-Brou", FEMININE, language="fr"),
        is_expert=True,
    ),
    Account(
        _("Expert on stockpiles (Ghana)"),
        "expert.two@example.org",
        "demonstration-expert-two",
        iso2="GH",
        name=_name("Kwabena", "Asante-Mensah", MASCULINE, language="en"),
        is_expert=True,
    ),
    Account(
        _("Secretariat"), "secretariat@example.org", "demonstration-secretariat", is_secretariat=True,
    ),
)  # fmt: skip

# Those who are people of the network from its beginning, first of all others and in this order.
FIRST_PEOPLE = tuple(account for account in ACCOUNTS if account.iso2 and not account.is_expert)
EXPERTS = tuple(account for account in ACCOUNTS if account.is_expert)


def accounts():
    """The sign-ins of the demonstration network as they stand, for whoever starts the site."""
    standing = {user.email: user for user in User.objects.filter(email__in=[account.email for account in ACCOUNTS])}
    shown = []
    for account in ACCOUNTS:
        user = standing.get(account.email)
        if user is None:
            continue
        if account.is_secretariat:
            account = Account(**{**vars(account), "recovery_codes": tuple(_recovery_codes(user))})
        shown.append(account)
    return shown


def current_code():
    """What an authenticator holding the Secretariat's secret shows at this moment."""
    return format_hotp_value(hotp_value(TOTP_SECRET, int(time.time()) // 30))


@transaction.atomic
def make_user(account):
    """The user of an account; left as it is, password included, where it stands already."""
    user = User.objects.filter(email=account.email).first()
    if user is not None:
        return user
    user = User.objects.create_user(
        account.email, account.password, language=account.language, is_staff=account.is_secretariat
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if account.is_secretariat:
        user.groups.add(Group.objects.get_or_create(name=SECRETARIAT_GROUP)[0])
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": encrypt(TOTP_SECRET)})
        Authenticator.objects.create(
            user=user,
            type=Authenticator.Type.RECOVERY_CODES,
            data={"seed": encrypt(RECOVERY_SEED), "used_mask": 0},
        )
    return user


def remove_users():
    """Close the sign-ins that belong to the demonstration network."""
    return User.objects.filter(email__in=[account.email for account in ACCOUNTS]).delete()


def _recovery_codes(user):
    codes = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return RecoveryCodes(codes).get_unused_codes() if codes else ()
