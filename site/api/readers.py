"""Who reads: a visitor, the holder of a token, or somebody signed in on this site."""

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from allauth.core.internal.httpkit import get_client_ip
from django.utils.translation import gettext as _

from directory.choices import Audience
from directory.models import audience_of

from .actions import note_use
from .choices import ForumUse
from .problems import Problem
from .queries import audience_of_token, token_of

VISITOR, TOKEN, SESSION = "visitor", "token", "session"


@dataclass(frozen=True)
class Reader:
    """How far somebody sees, and under what name their requests are counted.

    Outside the forums an answer depends on the audience alone: not even the holder's own record looks different.
    """

    kind: str
    counted_as: str
    audience: Audience = Audience.EVERYONE
    # In the forums it matters who somebody is: these read the groups they belong to.
    user: object = None
    writes: bool = False

    @property
    def viewer(self):
        """Whom the forums are asked for: the person, or just their audience."""
        return self.audience if self.user is None else self.user


class BadToken(Problem):
    def __init__(self, detail, error="invalid_token"):
        super().__init__(401, detail, headers={"WWW-Authenticate": f'Bearer realm="network", error="{error}"'})


def visitor(request):
    return Reader(VISITOR, f"address:{network_of(request)}")


def reader_of(request):
    """Raises BadToken for a token that opens nothing."""
    given = request.headers.get("Authorization")
    if given is not None:
        return _holder(given)
    if is_same_origin(request) and request.user.is_authenticated:
        return Reader(SESSION, f"user:{request.user.pk}", audience_of(request.user), request.user)
    return visitor(request)


def _holder(given):
    scheme, _space, secret = given.strip().partition(" ")
    if scheme.lower() != "bearer":
        raise BadToken(_("Send a token as “Authorization: Bearer …”. Other ways of signing in do not work here."))
    token = token_of(secret.strip())
    # One answer for all: whoever tries tokens does not learn which of them there were.
    if token is None or audience_of(token.user) < Audience.MEMBERS:
        raise BadToken(_("The token is unknown, has ended or was revoked, or its owner is no longer listed."))
    note_use(token)
    who = token.user if token.forums else None
    return Reader(TOKEN, f"token:{token.pk}", audience_of_token(token), who, token.forums == ForumUse.WRITE)


def is_same_origin(request):
    """Whether a page of this site asks, or a person in the address bar: only then does a session count."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin")
    return origin is None or origin == f"{request.scheme}://{request.get_host()}"


def network_of(request):
    """The address requests are counted by: for IPv6 the network, of which one house has all addresses."""
    address = get_client_ip(request) or "unknown"
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(IPv6Address(int(parsed) >> 64 << 64)) if parsed.version == 6 else address
