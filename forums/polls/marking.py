"""How a vote is written: "2", "1,3", "3>1>2", in digits of any script, with the commas of any language."""

import re
import unicodedata

from django.utils.translation import gettext as _

from .choices import PollKind
from .exceptions import PollError

_RANKS = re.compile(r"\d+(?:\s*(?:>|›|＞|→|,|;|،|、|，|\s)\s*\d+)*")
_BETWEEN = re.compile(r"[>›＞→,;،؛、，\s]+")
# A word people put before the number, in the six languages: "Option 2", "vote: 2", "№ 2".
_BEFORE = re.compile(
    r"^(?:(?:my |mon |mi |мой )?(?:vote|option|answer|choice|number|réponse|choix|numéro|voto|opción|respuesta|número"
    r"|голос|вариант|ответ|номер|صوت|صوتي|خيار|الخيار|رقم|选项|选择|投票|投|选|no|nº|n°|№|#)\s*[.:：#]?\s*)+",
    re.IGNORECASE,
)


def in_digits(text):
    """Text with the digits of any script as 0 to 9."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(str(unicodedata.digit(char, char)) for char in folded)


def numbers_in(text):
    """The numbers of options a short text consists of, in order; None when it says anything else."""
    text = _BEFORE.sub("", in_digits(text).strip()).strip().rstrip(".!。")
    text = re.sub(r"(?<=\d)[.)](?=\s|$)", "", text).strip()
    if not text or len(text) > 100 or not re.fullmatch(_RANKS, text):
        return None
    return [int(number) for number in _BETWEEN.split(text) if number]


def checked(poll, choices):
    """The choices as they are kept, in the order that counts. Raises ``PollError`` for what is no vote here."""
    known = {option.number for option in poll.options.all()}
    choices = [int(number) for number in choices]
    if not choices:
        raise PollError(_("Choose at least one answer."), "empty")
    if len(set(choices)) != len(choices):
        raise PollError(_("Each answer can be chosen once."), "twice")
    if unknown := [number for number in choices if number not in known]:
        raise PollError(_("This poll has no answer %(number)s.") % {"number": unknown[0]}, "unknown")
    if poll.kind == PollKind.SINGLE and len(choices) > 1:
        raise PollError(_("Choose one answer only."), "many")
    if poll.kind == PollKind.MULTIPLE:
        if poll.most_choices and len(choices) > poll.most_choices:
            raise PollError(
                _("Choose no more than %(number)s answers.") % {"number": poll.most_choices},
                "many",
            )
        return sorted(choices)
    return choices


def written(poll, choices):
    """Choices as people write them: what a receipt and a tally hold."""
    return (">" if poll.is_ranked else ",").join(str(number) for number in choices)


def read(words):
    """The numbers of a tally's or a receipt's words."""
    return [int(number) for number in re.findall(r"\d+", words)]
