"""What can go wrong with an entry on its way."""


class RosterError(Exception):
    """The step is not possible now. ``str`` says why, for whoever tried it."""


class StaleEntryError(RosterError):
    """The entry was changed after somebody began to look at it."""


class IncompleteEntryError(RosterError):
    """What an entry lacks: ``problems``, each with the address where it is put right."""

    def __init__(self, problems):
        super().__init__(" ".join(str(problem.words) for problem in problems))
        self.problems = list(problems)


class AlreadyNominatedError(RosterError):
    """Somebody was first: ``nomination`` says who."""

    def __init__(self, nomination, words):
        super().__init__(words)
        self.nomination = nomination


class LimitReachedError(RosterError):
    """The country has as many experts as the rules of the roster allow."""
