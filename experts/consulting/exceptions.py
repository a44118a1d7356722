"""What can go wrong with a question on its way."""


class ConsultingError(Exception):
    """The step is not possible now. ``str`` says why, for whoever tried it."""


class StaleQuestionError(ConsultingError):
    """Somebody else changed the question after the writer began."""
