"""Why a vote was not taken."""

from ..exceptions import Refused


class PollError(Refused):
    """A vote or a change of a poll is not possible; the reason is a whole translated sentence."""
