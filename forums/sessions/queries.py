"""Questions the pages of live sessions ask."""

from zoneinfo import ZoneInfo

from django.utils.translation import pgettext_lazy

from forums.models import Post

# Where regional centres of the Convention and the Secretariat work: the clock of those who run no scripts.
CLOCKS = (
    (pgettext_lazy("city", "Panama"), "America/Panama"),
    (pgettext_lazy("city", "São Paulo"), "America/Sao_Paulo"),
    (pgettext_lazy("city", "Dakar"), "Africa/Dakar"),
    (pgettext_lazy("city", "Geneva"), "Europe/Zurich"),
    (pgettext_lazy("city", "Nairobi"), "Africa/Nairobi"),
    (pgettext_lazy("city", "Moscow"), "Europe/Moscow"),
    (pgettext_lazy("city", "New Delhi"), "Asia/Kolkata"),
    (pgettext_lazy("city", "Beijing"), "Asia/Shanghai"),
)


def clocks_at(moment):
    """What clocks show in eight cities at a moment, from west to east."""
    return [(city, moment.astimezone(ZoneInfo(zone))) for city, zone in CLOCKS]


def readable_posts(session, viewer):
    """The posts of a session whose words somebody may read, in order."""
    posts = Post.objects.visible_to(viewer).filter(thread=session.thread).order_by("number")
    return posts.select_related("person", "country", "institution")


def before_the_session(session, viewer):
    """The post of the question that is before the session now and its answers, as far as one may read them."""
    if session.current is None or session.current.post is None:
        return None, []
    key = session.current.post_id
    posts = list(readable_posts(session, viewer).filter(number__gte=session.current.post.number))
    question = next((post for post in posts if post.pk == key), None)
    return question, [post for post in posts if post.answers_id == key]


def transcript_of(session, viewer):
    """What was said: the opening, then ``(question, answers)`` in the order they were put, then the closing."""
    posts = list(readable_posts(session, viewer))
    asked = set(session.questions.put().values_list("post", flat=True))
    opening, closing, exchanges = [], [], []
    for post in posts:
        if post.pk == session.closing_id:
            closing.append(post)
        elif post.pk in asked:
            exchanges.append((post, []))
        elif exchanges:
            by_question = {question.pk: answers for question, answers in exchanges}
            by_question.get(post.answers_id, exchanges[-1][1]).append(post)
        else:
            opening.append(post)
    return opening, exchanges, closing
