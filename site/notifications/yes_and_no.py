"""Whether a reply by mail is a yes or a no, in six languages."""

import re

YES = {
    "yes", "y", "ok", "okay", "accept", "accepted", "agreed", "oui", "accepte", "sí", "si", "acepto", "да",
    "согласен", "согласна", "принимаю", "نعم", "أجل", "أوافق", "أقبل", "موافق", "是", "是的", "好", "好的", "可以",
    "接受", "同意",
}  # fmt: skip
NO = {
    "no", "n", "decline", "declined", "non", "refuse", "rechazo", "нет", "отказываюсь", "لا", "أعتذر", "否", "不",
    "不是", "不行", "不能", "拒绝", "不接受",
}  # fmt: skip
# After these a “no” is still one: “no thanks”, “non merci”.
_THANKS = {"thanks", "thank", "sorry", "merci", "désolé", "désolée", "gracias", "спасибо", "شكرا", "شكراً", "谢谢"}
_WORD = re.compile(r"^\W*([^\W\d_]+(?:[\u0300-\u036f\u064b-\u0652][^\W\d_]*)*)")


def yes_or_no(text):
    """(True, False or None, the words after it): whether a reply begins with a yes or a no, in six languages.

    “No problem” is no “no”: the word stands alone, before a sign, or before thanks.
    """
    line, _newline, below = text.lstrip().partition("\n")
    found = _WORD.match(line)
    if not found:
        return None, text
    word, behind = found[1].casefold(), line[found.end() :]
    stands_alone = not behind.strip() or not re.match(r"\s*\w", behind)
    following = _WORD.match(behind)
    rest = "\n".join(part for part in (re.sub(r"^[\W_]+", "", behind), below) if part.strip()).strip()
    if word in YES:
        # “Si vous voulez” is French and no yes.
        is_plain = stands_alone or word not in ("si", "y", "n", "好", "是")
        return (True, rest) if is_plain else (None, text)
    if word in NO:
        thanks = following is not None and following[1].casefold() in _THANKS
        return (False, rest) if stands_alone or thanks else (None, text)
    return None, text
