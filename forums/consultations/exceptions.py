"""Why a step of a consultation was not taken."""

from ..exceptions import Refused


class ConsultationError(Refused):
    """A step is not possible as things stand; the reason is a whole translated sentence."""
