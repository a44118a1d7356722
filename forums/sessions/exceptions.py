"""Why something was not done in a live session."""

from forums.exceptions import Refused


class NotNow(Refused):
    """A step that does not follow from where the session stands. ``reason`` is a whole translated sentence."""
