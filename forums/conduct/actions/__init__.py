"""The verbs of keeping order."""

from .appealing import appeal
from .claiming import claim, release
from .deciding import decide, hide, show_again
from .flagging import flag
from .measures import ban, lift, warn
from .telling import tell_of_matters
from .words import unwatch, watch

__all__ = [
    "appeal",
    "ban",
    "claim",
    "decide",
    "flag",
    "hide",
    "lift",
    "release",
    "show_again",
    "tell_of_matters",
    "unwatch",
    "warn",
    "watch",
]
