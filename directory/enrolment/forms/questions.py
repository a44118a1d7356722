"""Writing a question of a category in six languages."""

from django import forms
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from directory.forms.fields import Line
from directory.forms.membership import WordField
from directory.models import Category
from directory.models.vocabulary import NAME_LANGUAGES

from ..queries import categories_on_request


class QuestionForm(forms.Form):
    category = WordField(Category, label=gettext_lazy("Asked of whoever asks for this category"))
    is_required = forms.TypedChoiceField(
        label=gettext_lazy("Answer"),
        choices=[("yes", gettext_lazy("must be given")), ("no", gettext_lazy("may be left out"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )
    position = forms.IntegerField(
        label=gettext_lazy("Place among the questions"), min_value=0, max_value=999, initial=1
    )

    def __init__(self, *args, question=None, **kwargs):
        initial = {}
        if question is not None:
            initial = {f"wording_{code}": getattr(question, f"wording_{code}") for code in NAME_LANGUAGES}
            initial |= {
                "category": question.category_id,
                "is_required": "yes" if question.is_required else "no",
                "position": question.position,
            }
        super().__init__(*args, initial={**initial, **(kwargs.pop("initial", None) or {})}, **kwargs)
        self.fields["category"].choices = [
            ("", _("Please choose")),
            *((category.pk, category.name) for category in categories_on_request()),
        ]
        if question is not None:
            del self.fields["category"]
        for code in NAME_LANGUAGES:
            language = "zh-hans" if code == "zh" else code
            self.fields[f"wording_{code}"] = Line(
                label=_("Question in this language: %(language)s")
                % {"language": get_language_info(language)["name_local"]},
                max_length=500,
                required=code == "en",
                widget=forms.TextInput(attrs={"lang": language, "dir": "rtl" if code == "ar" else "ltr"}),
            )
        order = [f"wording_{code}" for code in NAME_LANGUAGES]
        self.order_fields(["category", *order, "is_required", "position"])
