"""What somebody may ask for by a word instead of a post, in six languages."""

import re

from forums.choices import MailLevel

HELP, JOIN, LEAVE, LEVEL = "help", "subscribe", "leave", "digest"

_HELP = "help aide ajuda ayuda помощь справка 帮助 幫助 مساعدة المساعدة"
_JOIN = (
    "subscribe join s'abonner abonner inscription rejoindre suscribir suscribirse unirse подписаться вступить "
    "订阅 訂閱 加入 اشتراك انضمام"
)
_LEAVE = (
    "unsubscribe leave quit signoff désabonner desabonner désinscription désinscrire quitter baja salir "
    "desuscribir cancelar отписаться выйти покинуть 退订 退訂 退出 取消订阅 إلغاء مغادرة خروج"
)
_LEVEL = "digest résumé resumen дайджест рассылка 摘要 ملخص"
_LEVELS = {
    MailLevel.EVERY: "every all each tous tout chaque todos todo cada все всё каждое 全部 每封 كل جميع",
    MailLevel.DAILY: "daily day quotidien jour diario diaria día ежедневно день 每日 每天 يومي يوميا يومياً",
    MailLevel.WEEKLY: (
        "weekly week hebdomadaire semaine semanal semana еженедельно неделя 每周 每週 أسبوعي أسبوعيا أسبوعياً"
    ),
    MailLevel.CONCERNING: "concerning mentions mine concerne menciones моё мое 与我有关 提及 يخصني",
    MailLevel.NONE: "none off no stop aucun rien ninguno nada нет ничего стоп 无 不要 停止 لا بدون إيقاف",
}
_KIND_OF = {
    word: kind
    for kind, words in ((HELP, _HELP), (JOIN, _JOIN), (LEAVE, _LEAVE), (LEVEL, _LEVEL))
    for word in words.split()
}
_LEVEL_OF = {word: level for level, words in _LEVELS.items() for word in words.split()}
_PLEASE = {
    "please", "s'il", "vous", "plaît", "merci", "por", "favor", "gracias",
    "пожалуйста", "спасибо", "请", "谢谢", "من", "فضلك", "شكرا",
}  # fmt: skip
_LONGEST = 60


def level_in(text):
    """The level of mail that a word in a text names, or None."""
    return next((_LEVEL_OF[word] for word in _words(text) if word in _LEVEL_OF), None)


def command_in(subject, text):
    """``(word, level)`` that a mail consists of: its text, or its subject where it has no text. None otherwise.

    “Help with transformers” is a title, “help” alone is not.
    """
    said = text.strip() or subject.strip()
    if not said or len(said) > _LONGEST or "\n" in said:
        return None
    words = _words(said)
    kind = _KIND_OF.get(words[0]) if words else None
    if kind == LEVEL:
        named = [word for word in words[1:] if word in _LEVEL_OF]
        return (LEVEL, _LEVEL_OF[named[0]]) if len(words) == 2 and named else None
    return (kind, None) if kind and set(words[1:]) <= _PLEASE else None


def _words(text):
    return re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", text.lower().replace("’", "'"))
