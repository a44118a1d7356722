"""Texts in as many languages as somebody likes."""

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ..contents import AUDIENCE, in_order
from ..models.names import direction
from .fields import Paragraphs
from .sections import SectionForm, problems_of


class TextsForm(SectionForm):
    """One text in each language of the site, folded as long as it is empty."""

    key = ""
    has_preview = True

    def initial_values(self):
        values = super().initial_values()
        return {**values, **{f"text_{row['language']}": row["text"] for row in self.now[self.key]}}

    def prepare(self):
        reader = get_language()
        codes = sorted(dict(settings.LANGUAGES), key=lambda code: code != reader)
        for row in self.now[self.key]:
            if row["language"] not in codes:
                codes.append(row["language"])
        for code in codes:
            self.fields[f"text_{code}"] = Paragraphs(
                label=dict(settings.LANGUAGES).get(code, code), max_length=6000, required=False, rows=10
            )
            self.fields[f"text_{code}"].widget.attrs.update(lang=code, dir=direction(code))
        self.codes = codes

    @property
    def texts(self):
        """The boxes of the texts, each with whether it is folded."""
        for number, code in enumerate(self.codes):
            field = self[f"text_{code}"]
            yield {"field": field, "open": number == 0 or bool(field.value()) or bool(field.errors), "code": code}

    def typed_texts(self):
        """What was typed so far, by language, for a look at it before it is saved."""
        return [(code, text) for code in self.codes if (text := self.data.get(f"text_{code}", "").strip())]

    @property
    def blocks(self):
        audience = next((self[AUDIENCE + name] for name in self.with_audience), None)
        yield {"texts": list(self.texts), "audience": audience}

    @property
    def problems(self):
        for text in self.texts:
            yield from problems_of(text["field"])
        for name in self.with_audience:
            yield from problems_of(self[AUDIENCE + name])

    @property
    def keys(self):
        return [self.key, *(AUDIENCE + name for name in self.with_audience)]

    def changes(self):
        texts = [
            {"language": code, "text": self.cleaned_data[f"text_{code}"]}
            for code in self.codes
            if self.cleaned_data[f"text_{code}"]
        ]
        return {
            self.key: in_order(texts),
            **{AUDIENCE + name: self.cleaned_data[AUDIENCE + name] for name in self.with_audience},
        }


class BiographyForm(TextsForm):
    code = "biography"
    told = ("biographies",)
    audiences = ("biography",)
    key = "biographies"
    title = _("Biography")
    intro = _(
        "A few sentences about your work, in as many languages as you like. "
        "Readers get theirs, else English, else any."
    )
    with_audience = ("biography",)
