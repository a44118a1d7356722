"""What polls keep."""

from .ballots import Ballot, SecretTally, SecretVoter
from .polls import Option, Poll, PollChange

__all__ = ["Ballot", "Option", "Poll", "PollChange", "SecretTally", "SecretVoter"]
