"""What people of the demonstration network undertook, asked for and were asked; the same for the same seed."""

from datetime import timedelta
from random import Random
from secrets import token_urlsafe

from django.utils import timezone

from directory.models import Category, Designation, Person, User

from .actions.links import digest_of
from .choices import AcceptedHow
from .loading import load_terms
from .models import Acceptance, Answer, CategoryQuestion, CategoryRequest, EnrolmentLink, TermsOfReference

# One in so many has not accepted yet, so that there is something to ask.
NOT_YET = 5

QUESTIONS = (
    (
        "expert",
        {
            "en": "In which field have you advised or published, and since when?",
            "ar": "في أي مجال قدمت المشورة أو نشرت، ومنذ متى؟",
            "es": "¿En qué ámbito ha asesorado o publicado, y desde cuándo?",
            "fr": "Dans quel domaine avez-vous conseillé ou publié, et depuis quand ?",
            "ru": "В какой области вы консультировали или публиковались и с какого времени?",
            "zh": "您在哪个领域提供过咨询或发表过成果,从何时开始?",
        },
        True,
    ),
    (
        "expert",
        {
            "en": "Is there an interest that could colour your advice?",
            "ar": "هل هناك مصلحة قد تؤثر في مشورتك؟",
            "es": "¿Hay algún interés que pueda influir en su asesoramiento?",
            "fr": "Avez-vous un intérêt qui pourrait influencer vos conseils ?",
            "ru": "Есть ли у вас интерес, который мог бы повлиять на ваши советы?",
            "zh": "是否存在可能影响您建议的利益?",
        },
        False,
    ),
    (
        "thematic-focal-point",
        {
            "en": "Which subject would you look after, and with whom?",
            "ar": "أي موضوع ستُعنى به، ومع من؟",
            "es": "¿De qué tema se ocuparía, y con quién?",
            "fr": "Quel sujet suivriez-vous, et avec qui ?",
            "ru": "Какую тему вы бы вели и с кем?",
            "zh": "您将负责哪个专题,与谁合作?",
        },
        True,
    ),
)


def make_enrolment(seed=1):
    """Questions of categories, and acceptances of most who hold one. Adds what is missing and changes nothing."""
    load_terms()
    _ask_questions()
    chance = Random(f"{seed} enrolment")  # noqa: S311
    _accept(chance)
    _ask_for_categories(chance)
    _make_a_link()


def _ask_questions():
    categories = {category.code: category for category in Category.objects.all()}
    for position, (code, wordings, is_required) in enumerate(QUESTIONS):
        if code in categories:
            CategoryQuestion.objects.get_or_create(
                category=categories[code],
                wording_en=wordings["en"],
                defaults={
                    "position": position,
                    "is_required": is_required,
                    **{f"wording_{language}": words for language, words in wordings.items()},
                },
            )


def _accept(chance):
    current = {terms.category_id: terms for terms in TermsOfReference.objects.current()}
    known = set(Acceptance.objects.values_list("person", "terms"))
    held = (
        Designation.objects.current()
        .filter(person__is_demo=True, person__in=Person.objects.listed())
        .order_by("person__slug", "category__position")
        .values_list("person", "category")
    )
    languages = ("en", "en", "fr", "es", "ar", "ru", "zh")
    accepted = {}
    for person, category in held:
        will, language, hours = chance.randrange(NOT_YET), chance.choice(languages), chance.randrange(1, 200)
        terms = current.get(category)
        if terms is None or will == 0 or (person, terms.pk) in known:
            continue
        accepted[person, terms.pk] = Acceptance(
            person_id=person,
            terms=terms,
            accepted_at=timezone.now() - timedelta(minutes=hours),
            language=language,
            how=AcceptedHow.ON_LINE,
        )
    Acceptance.objects.bulk_create(accepted.values())


def _ask_for_categories(chance):
    """A few members of the demonstration wait for an answer to what they asked for."""
    if CategoryRequest.objects.filter(person__is_demo=True).exists():
        return
    expert = Category.objects.filter(code="expert").first()
    question = CategoryQuestion.objects.filter(category=expert).order_by("position").first()
    if question is None:
        return
    members = (
        Person.objects.listed()
        .filter(is_demo=True, user__isnull=False)
        .exclude(designations__category=expert)
        .order_by("slug")
    )
    for person in list(members)[:3]:
        request = CategoryRequest.objects.create(
            person=person,
            category=expert,
            statement="Demonstration: I keep an inventory of PCBs and should like to answer questions about it.",
            asked_at=timezone.now() - timedelta(days=chance.randrange(1, 12)),
        )
        Answer.objects.create(
            request=request,
            question=question,
            category=expert,
            wording=question.wording_en,
            language="en",
            text="Demonstration: inventories of transformers, since 2015.",
        )


def _make_a_link():
    """One link that ran out, so that the list of links shows what it looks like. Nobody knows its secret."""
    by = User.objects.filter(email="secretariat@example.org", is_staff=True).first()
    category = Category.objects.filter(code="information-provider").first()
    if by is None or category is None or EnrolmentLink.objects.exists():
        return
    now = timezone.now()
    link = EnrolmentLink.objects.create(
        purpose="Demonstration: workshop on inventories",
        language="en",
        expires_at=now - timedelta(days=20),
        use_limit=30,
        digest=digest_of(token_urlsafe(32)),
        made_by=by,
        made_at=now - timedelta(days=50),
    )
    link.categories.set([category])
