"""Words that came in after the sign-in had ended, or with a form that was too old, kept until their writer is back.

A form of writing says for whom it was drawn, signed. Only to that person its words are given back, and only once:
whoever signs in next on a shared computer does not read them.
"""

from django.core import signing

SALT = "forums.writing"
KEPT = "forums_kept_words"
WORDS = ("title", "text", "language", "capacity", "kind", "tags", "reason", "answers", "token")
MOST = 120_000
FOR_SECONDS = 30 * 24 * 3600

# Where the words of a form can be given back: the pages that draw it.
FORMS = ("forums:new_thread", "forums:reply", "forums:edit")


def sign_for(user):
    return signing.dumps(user.pk, salt=SALT)


def keep_words(request):
    """Keep what a form of writing said. Returns False, and keeps nothing, if it is none or for nobody."""
    match = request.resolver_match
    if request.method != "POST" or match is None or match.view_name not in FORMS:
        return False
    try:
        who = signing.loads(request.POST.get("who", ""), salt=SALT, max_age=FOR_SECONDS)
    except signing.BadSignature:
        return False
    words = {name: request.POST[name][:MOST] for name in WORDS if request.POST.get(name)}
    request.session[KEPT] = {"who": who, "where": _where(request), "words": words}
    return True


def kept_words(request):
    """What was kept for who is signed in now, for this page; it is kept no longer then."""
    kept = request.session.get(KEPT)
    if kept is None:
        return {}
    if kept["who"] != request.user.pk:
        del request.session[KEPT]
        return {}
    if kept["where"] != _where(request):
        return {}
    del request.session[KEPT]
    return kept["words"]


def _where(request):
    """The address without the prefix of the language, which signing in may change."""
    return request.path_info.lstrip("/").partition("/")[2]
