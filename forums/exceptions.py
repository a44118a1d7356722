"""Why something was not done."""


class Refused(Exception):  # noqa: N818 - it is an answer, not a fault
    """Writing is not possible, for a reason that is told to who tried. ``reason`` is a whole translated sentence."""

    def __init__(self, reason, code="refused"):
        super().__init__(str(reason))
        self.reason = reason
        self.code = code
