"""What translators write."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.forms.fields import Line, Paragraphs
from forums.choices import MOST_CHARACTERS


class TranslationForm(forms.Form):
    token = forms.UUIDField(widget=forms.HiddenInput)
    title = Line(label=_("Title of the thread"), max_length=200)
    text = Paragraphs(
        label=_("Translation"),
        max_length=MOST_CHARACTERS,
        rows=14,
        help_text=_("Markdown may be used. Say what the post says, and nothing else."),
    )

    def __init__(self, *args, post, language, direction, **kwargs):
        kwargs["initial"] = {"token": uuid.uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        if not post.is_first:
            del self.fields["title"]
        for name in ("title", "text"):
            if name in self.fields:
                self.fields[name].widget.attrs |= {"lang": language, "dir": direction}


class RemoveForm(forms.Form):
    reason = Line(label=_("Reason"), max_length=200)


class OutsideForm(forms.Form):
    allowed = forms.BooleanField(label=_("Texts of this group may be sent to the machine"), required=False)
