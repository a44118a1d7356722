"""A believable roster of experts: people added to the demonstration network, each with an entry.

Everything is marked ``is_demo`` and goes with the network. Uneven on purpose, so that gaps show.
"""

from .roster import RosterMade, make_roster, remove_roster

__all__ = ["RosterMade", "make_roster", "remove_roster"]
