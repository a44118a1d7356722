"""What can go wrong with a designation on its way."""


class SubmissionError(Exception):
    """The step is not possible now. ``str`` says why, for whoever tried it."""


class StaleSubmissionError(SubmissionError):
    """Somebody else changed the submission after the writer began."""


class IncompleteSubmissionError(SubmissionError):
    """What is lacking, or contradicts itself, before it can be submitted: ``problems``, each with its section."""

    def __init__(self, problems):
        super().__init__(" ".join(problem.words for problem in problems))
        self.problems = problems
