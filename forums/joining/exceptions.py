"""Why somebody does not come into a group."""

from ..exceptions import Refused


class CannotJoin(Refused):
    """Said to whoever tried, as a whole sentence."""
