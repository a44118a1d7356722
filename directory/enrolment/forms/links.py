"""Making an enrolment link, and changing it."""

import uuid
from datetime import datetime, time, timedelta

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from directory.choices import RegionLevel
from directory.forms.fields import Day, Line, Paragraphs
from directory.forms.membership import WordField, WordsField
from directory.models import Category, Country, Region, StakeholderGroup
from directory.words import words

from ..choices import MOST_USES
from ..queries import categories_on_request

# Links that live long are found by those they were not meant for.
LONGEST = timedelta(days=366)


class LinkTerms(forms.Form):
    """What can be changed while people use the link."""

    purpose = Line(
        label=gettext_lazy("What it is for"),
        max_length=120,
        help_text=gettext_lazy("Seen by the Secretariat alone, for example: workshop in Nairobi, May."),
    )
    message = Paragraphs(
        label=gettext_lazy("Message to those who follow it"), max_length=2000, required=False, rows=5
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the message"), choices=settings.LANGUAGES)
    expires_on = Day(label=gettext_lazy("Last day on which it works"))
    use_limit = forms.IntegerField(
        label=gettext_lazy("For how many people"),
        min_value=1,
        max_value=MOST_USES,
        widget=forms.NumberInput(attrs={"size": 6}),
        help_text=gettext_lazy("Whoever confirmed their address, or took the category as a member, counts once."),
    )

    def clean_expires_on(self):
        day = self.cleaned_data["expires_on"]
        today = timezone.localdate()
        if day < today:
            raise forms.ValidationError(_("This day is past."))
        if day > today + LONGEST:
            raise forms.ValidationError(_("A link works for a year at the longest."))
        return day

    def about(self):
        """What the form says, in the words of the action."""
        said = self.cleaned_data
        end = datetime.combine(said["expires_on"] + timedelta(days=1), time.min)
        return {
            **{name: said[name] for name in ("purpose", "message", "language", "use_limit")},
            "expires_at": timezone.make_aware(end),
        }


class NewLinkForm(LinkTerms):
    categories = WordsField(
        Category,
        label=gettext_lazy("Categories it gives"),
        help_text=gettext_lazy("Posts held for a Party are designated; no link gives them."),
    )
    stakeholder_group = WordField(
        StakeholderGroup, label=gettext_lazy("Stakeholder group, filled in beforehand"), required=False
    )
    region = WordField(Region, label=gettext_lazy("Only for countries of this region"), required=False)
    country = WordField(Country, by_name=True, label=gettext_lazy("Country, filled in beforehand"), required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)

    field_order = ["purpose", "categories", "use_limit", "expires_on", "message", "language", "stakeholder_group"]

    def __init__(self, *args, **kwargs):
        standing = {
            "key": uuid.uuid4(),
            "language": get_language(),
            "use_limit": 30,
            "expires_on": timezone.localdate() + timedelta(days=30),
        }
        super().__init__(*args, initial={**standing, **kwargs.pop("initial", {})}, **kwargs)
        self.fields["categories"].choices = [(category.pk, category.name) for category in categories_on_request()]
        self.fields["region"].choices = [
            ("", _("All regions")),
            *(
                (region.pk, region.name)
                for region in words(Region).values()
                if region.level in (RegionLevel.REGION, RegionLevel.SUBREGION)
            ),
        ]

    def about(self):
        said = self.cleaned_data
        return {
            **super().about(),
            **{name: said[name] for name in ("categories", "stakeholder_group", "region", "country")},
            "form_key": said["key"],
        }


class ChangeLinkForm(LinkTerms):
    def __init__(self, *args, link, initial=None, **kwargs):
        standing = {name: getattr(link, name) for name in ("purpose", "message", "language", "use_limit")}
        standing["expires_on"] = link.last_day
        super().__init__(*args, initial={**standing, **(initial or {})}, **kwargs)


class OfferForm(forms.Form):
    """A member takes what a link offers: a box for the terms of each category."""

    def __init__(self, *args, asked, **kwargs):
        super().__init__(*args, **kwargs)
        self.asked = asked
        for terms in asked:
            self.fields[f"terms_{terms.pk}"] = forms.BooleanField(
                label=_("I have read the terms of reference and accept them: %(category)s")
                % {"category": terms.category.name},
                error_messages={"required": _("Tick the box if you accept the terms.")},
            )
