from django import forms
from django.utils.translation import gettext_lazy as _

from .choices import Frequency


class FollowForm(forms.Form):
    frequency = forms.ChoiceField(
        label=_("How often shall we write?"),
        choices=[choice for choice in Frequency.choices if choice[0] != Frequency.NEVER],
        initial=Frequency.DAILY,
        widget=forms.RadioSelect,
    )


class RowForm(forms.Form):
    """One row of the list of what somebody follows."""

    frequency = forms.ChoiceField(label=_("How often we write"), choices=Frequency.choices)
    name = forms.CharField(label=_("Your name for this search"), max_length=120, required=False)

    def __init__(self, *args, follow, **kwargs):
        super().__init__(
            *args,
            prefix=str(follow.pk),
            initial={"frequency": follow.frequency, "name": follow.name},
            **kwargs,
        )
        self.follow = follow
        if not follow.is_search:
            del self.fields["name"]
