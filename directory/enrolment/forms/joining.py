"""The questions of categories, in the forms of those who join and of those who ask for one more."""

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.forms.fields import Paragraphs
from directory.forms.membership import ApplicationFields, ApplicationForm
from directory.models import Region
from directory.queries import countries_in
from directory.words import word

from ..actions.requests import keep_answers_of_application
from ..queries import categories_on_request, questions_of

QUESTION = "question_"
LONGEST_ANSWER = 3000


class AsksQuestions:
    """A form that asks what the chosen categories ask."""

    def ask(self, categories, answers=None):
        """Add a box for each question of these categories. ``answers`` are texts by question."""
        self.questions = {f"{QUESTION}{question.pk}": question for question in questions_of(categories)}
        for name, question in self.questions.items():
            self.fields[name] = Paragraphs(
                label=question.wording,
                rows=4,
                max_length=LONGEST_ANSWER,
                required=question.is_required,
                initial=(answers or {}).get(question.pk, ""),
                help_text=_("Asked of whoever wishes to be: %(category)s. The Secretariat alone reads the answer.")
                % {"category": question.category.name},
                error_messages={"required": _("Please answer: the Secretariat reads it before it decides.")},
            )

    def answers(self):
        """What was answered, by question."""
        return {question: self.cleaned_data[name] for name, question in self.questions.items()}

    def clean(self):
        said = super().clean()
        # A box that was not sent was not there to be seen: the category was chosen a moment ago.
        for name, question in self.questions.items():
            if self.add_prefix(name) not in self.data and not question.is_required:
                self.add_error(name, _("The category you chose asks this too. You may leave it empty."))
        return said


class ChoosesCategories(AsksQuestions):
    """A form of somebody who applies: the categories that can be applied for, and what they ask."""

    def offer_categories(self, chosen=(), answers=None):
        field = self.fields["categories"]
        offered = categories_on_request()
        field.choices = [(category.pk, category.name) for category in offered]
        field.help_text = format_html(
            _("Each has its <a href='{}'>terms of reference</a>. Posts held for a Party are not asked for here: the "
              "Party designates."),
            reverse("enrolment:all_terms"),
        )  # fmt: skip
        if self.is_bound:
            chosen = self.data.getlist("categories")
        keys = {str(key) for key in chosen}
        self.ask([category for category in offered if str(category.pk) in keys], answers)
        names = list(self.fields)
        after = names.index("categories") + 1
        questions = list(self.questions)
        rest = [name for name in names if name not in self.questions]
        self.field_order = (*rest[:after], *questions, *rest[after:])
        self.order_fields(self.field_order)


class JoiningFields(ChoosesCategories, ApplicationFields):
    """Who asks to join; somebody who follows an enrolment link is given its categories and asked for less."""

    link = None

    def prepare(self, link):
        self.link = link
        if link is None:
            self.offer_categories()
            return
        del self.fields["categories"]
        self.fields["statement"].required = False
        self.fields["statement"].label = _("What you would like the Secretariat to know")
        self.questions = {}
        if link.country_id:
            self.initial.setdefault("country", link.country_id)
        if link.stakeholder_group_id:
            self.initial.setdefault("stakeholder_group", link.stakeholder_group_id)
        if link.region_id:
            within = {country.pk for country in countries_in(word(Region, link.region_id))}
            field = self.fields["country"]
            field.choices = [(key, name) for key, name in field.choices if key == "" or key in within]

    def application(self):
        self.cleaned_data.setdefault("categories", self.link.categories.all() if self.link else [])
        return super().application()


class RevisedApplication(ChoosesCategories, ApplicationForm):
    """Changing an application that waits, with its answers."""

    def __init__(self, *args, application, **kwargs):
        super().__init__(*args, application=application, **kwargs)
        self.of = application
        answers = dict(application.category_answers.values_list("question", "text"))
        self.offer_categories(self.initial["categories"], answers)

    def keep_answers(self):
        keep_answers_of_application(self.of, self.answers(), self.cleaned_data["categories"])


class RequestForm(AsksQuestions, forms.Form):
    """A member asks for one category more."""

    statement = Paragraphs(
        label=gettext_lazy("Why you wish to hold it"),
        max_length=LONGEST_ANSWER,
        help_text=gettext_lazy("A few sentences, for the Secretariat alone."),
    )

    def __init__(self, *args, category, **kwargs):
        super().__init__(*args, **kwargs)
        self.ask([category])
        self.order_fields([*self.questions, "statement"])
