"""Asking for a token."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.choices import Audience

from .choices import ForumUse, Lifetime
from .queries import audiences_for

SEES = {
    Audience.EVERYONE: _("What every visitor sees"),
    Audience.MEMBERS: _("What members of the network see"),
    Audience.OFFICIAL_CONTACTS: _("What official contacts of Parties see"),
}


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("What is it for?"),
        max_length=80,
        help_text=_("A name by which you will know it later, such as the program that uses it."),
    )
    audience = forms.TypedChoiceField(
        label=_("What may it see?"), coerce=lambda value: Audience(int(value)), widget=forms.RadioSelect
    )
    forums = forms.ChoiceField(
        label=_("What may it do in the forums?"),
        choices=ForumUse.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("What it posts stands there under your name."),
    )
    lifetime = forms.TypedChoiceField(
        label=_("For how long?"),
        coerce=lambda value: Lifetime(int(value)),
        choices=Lifetime.choices,
        initial=Lifetime.QUARTER,
        help_text=_("It stops working by itself after that time. You can revoke it sooner."),
    )
    form = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["audience"].choices = [(level.value, SEES[level]) for level in audiences_for(user)]
        self.fields["audience"].initial = Audience.EVERYONE.value
