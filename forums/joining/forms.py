"""What people fill in to come into a group, and what facilitators fill in about it."""

import uuid

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory.documents import examine
from directory.forms.fields import Day, Line, Paragraphs
from directory.models import Person

from ..choices import MailLevel
from ..models import Group, GroupText, Membership
from .choices import INVITATION_WORKS, MOST_INVITED_AT_ONCE, MOST_QUESTIONS


class OnceForm(forms.Form):
    """A form with the id by which it is known when it is sent again."""

    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        kwargs["initial"] = {"token": uuid.uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


class AskForm(OnceForm):
    """The questions of a group, and a word of one's own."""

    note = Paragraphs(label=_("Why you want to join"), max_length=2000, required=False)

    def __init__(self, *args, group, **kwargs):
        super().__init__(*args, **kwargs)
        self.questions = list(group.joining_questions.all())
        for question in self.questions:
            self.fields[f"answer_{question.pk}"] = Paragraphs(
                label=question.text, max_length=2000, rows=3, required=question.is_required
            )
        self.order_fields([*(f"answer_{question.pk}" for question in self.questions), "note", "token"])
        if not self.questions:
            self.fields["note"].required = True

    @property
    def answers(self):
        return [
            {
                "question": question.text,
                "language": question.language,
                "answer": self.cleaned_data[f"answer_{question.pk}"],
            }
            for question in self.questions
        ]


class DecideForm(forms.Form):
    reason = Paragraphs(
        label=_("A word to them"), max_length=2000, required=False, help_text=_("It is in the letter they get.")
    )


class ReasonForm(forms.Form):
    reason = Paragraphs(label=_("Reason"), max_length=2000, help_text=_("It is in the letter they get."))


class InviteForm(OnceForm):
    """Members by their names, others by their addresses."""

    people = Paragraphs(
        label=_("Members of the network"),
        required=False,
        rows=3,
        help_text=_("One a line: a name as the directory shows it, or the address of a record."),
    )
    addresses = Paragraphs(
        label=_("E-mail addresses"),
        required=False,
        rows=3,
        help_text=_("One a line. Groups are for members: whoever is none yet reads how to become one."),
    )
    language = forms.ChoiceField(label=_("Language of letters to addresses"), choices=settings.LANGUAGES)
    note = Paragraphs(label=_("A word to those invited"), max_length=2000, required=False)
    until = Day(label=_("Works until"))

    def __init__(self, *args, viewer, **kwargs):
        self.viewer = viewer
        kwargs["initial"] = {
            "language": get_language(),
            "until": (timezone.localtime() + INVITATION_WORKS).date(),
            **(kwargs.get("initial") or {}),
        }
        super().__init__(*args, **kwargs)

    def clean_people(self):
        """The users meant. Whom one may not see is not found, whoever they are."""
        users, unknown = {}, []
        for line in _lines(self.cleaned_data["people"]):
            person = find_person(line, self.viewer)
            if person is None:
                unknown.append(line)
            else:
                users[person.user_id] = person.user
        if unknown:
            raise ValidationError(
                [
                    _("“%(name)s” is not found, or is the name of several. Give the address of the record.")
                    % {"name": line}
                    for line in unknown
                ]
            )
        return list(users.values())

    def clean_addresses(self):
        addresses = _lines(self.cleaned_data["addresses"])
        for address in addresses:
            try:
                validate_email(address)
            except ValidationError:
                raise ValidationError(_("“%(address)s” is not an address.") % {"address": address}) from None
        return addresses

    def clean_until(self):
        return _end_of(self.cleaned_data["until"])

    def clean(self):
        said = super().clean()
        number = len(said.get("people") or ()) + len(said.get("addresses") or ())
        if not self.errors and not number:
            raise ValidationError(_("Name somebody to invite."))
        if number > MOST_INVITED_AT_ONCE:
            raise ValidationError(
                _("At most %(number)s people are invited at one time.") % {"number": MOST_INVITED_AT_ONCE}
            )
        return said


class LinkForm(OnceForm):
    """A link for whoever is given it."""

    until = Day(label=_("Works until"))
    most_uses = forms.IntegerField(
        label=_("For how many people"),
        min_value=1,
        max_value=10_000,
        required=False,
        help_text=_("Empty: for any number."),
    )

    def __init__(self, *args, **kwargs):
        kwargs["initial"] = {
            "until": (timezone.localtime() + INVITATION_WORKS).date(),
            **(kwargs.get("initial") or {}),
        }
        super().__init__(*args, **kwargs)

    def clean_until(self):
        return _end_of(self.cleaned_data["until"])


class DocumentForm(OnceForm):
    title = Line(label=_("Title"), max_length=200)
    language = forms.ChoiceField(label=_("Language of the document"), choices=settings.LANGUAGES)
    file = forms.FileField(
        label=_("Document"), help_text=_("PDF, Word (.docx), OpenDocument text (.odt) or a scan, up to 10 MB.")
    )

    def clean_file(self):
        self.paper = examine(self.cleaned_data["file"])
        return self.cleaned_data["file"]


class SettingsForm(forms.ModelForm):
    """What facilitators change of their group by themselves."""

    class Meta:
        model = Group
        fields = ["newcomers_wait", "slow_mode_seconds", "only_facilitators_start"]


class RulesForm(forms.Form):
    """The rules of a group in its languages; facilitators write them, the Secretariat writes the rest."""

    def __init__(self, *args, group, parts=("rules",), **kwargs):
        self.group, self.parts = group, parts
        texts = {text.language: text for text in group.texts.all()} if group.pk else {}
        super().__init__(*args, **kwargs)
        for language, name in settings.LANGUAGES:
            for part in parts:
                field = GroupText._meta.get_field(part)
                self.fields[f"{part}_{language}"] = Paragraphs(
                    label=_("%(part)s in %(language)s") % {"part": field.verbose_name.capitalize(), "language": name},
                    max_length=field.max_length,
                    required=False,
                    rows=5,
                    initial=getattr(texts.get(language), part, ""),
                )

    @property
    def texts(self):
        return {
            language: {part: self.cleaned_data[f"{part}_{language}"] for part in self.parts}
            for language, _name in settings.LANGUAGES
        }


class QuestionsForm(forms.Form):
    """What a group asks those who join, one question a line; a line that begins with a question mark need not be
    answered.
    """

    language = forms.ChoiceField(label=_("Language of the questions"), choices=settings.LANGUAGES)
    questions = Paragraphs(
        label=_("Questions"),
        required=False,
        rows=6,
        help_text=_("One a line. Begin a line with “?” if it need not be answered."),
    )

    def __init__(self, *args, group, **kwargs):
        asked = list(group.joining_questions.all())
        kwargs["initial"] = {
            "language": asked[0].language if asked else group.language,
            "questions": "\n".join(f"{'' if each.is_required else '? '}{each.text}" for each in asked),
        }
        super().__init__(*args, **kwargs)

    def clean_questions(self):
        lines = _lines(self.cleaned_data["questions"])
        if len(lines) > MOST_QUESTIONS:
            raise ValidationError(_("At most %(number)s questions are asked.") % {"number": MOST_QUESTIONS})
        if any(len(line) > 300 for line in lines):
            raise ValidationError(_("A question has at most 300 characters."))
        return lines

    @property
    def texts(self):
        language = self.cleaned_data["language"]
        return [
            (line.removeprefix("?").strip(), language, not line.startswith("?"))
            for line in self.cleaned_data["questions"]
            if line.removeprefix("?").strip()
        ]


class FacilitatorForm(forms.Form):
    """Whom the Secretariat names."""

    name = Line(
        label=_("Member of the network"), help_text=_("A name as the directory shows it, or the address of a record.")
    )

    def __init__(self, *args, viewer, **kwargs):
        self.viewer = viewer
        super().__init__(*args, **kwargs)

    def clean_name(self):
        person = find_person(self.cleaned_data["name"], self.viewer)
        if person is None:
            raise ValidationError(_("Nobody, or several, are found by this name. Give the address of the record."))
        self.user = person.user
        return self.cleaned_data["name"]


class LevelsForm(forms.Form):
    """What somebody gets by mail from each of their groups, all in one form."""

    def __init__(self, *args, memberships, **kwargs):
        self.memberships = list(memberships)
        super().__init__(*args, **kwargs)
        for membership in self.memberships:
            self.fields[self.name_of(membership)] = forms.ChoiceField(
                label=membership.group.name, choices=MailLevel.choices, initial=membership.mail_level
            )

    @staticmethod
    def name_of(membership: Membership):
        return f"level_{membership.pk}"

    def rows(self):
        """Each membership with its box."""
        return [(membership, self[self.name_of(membership)]) for membership in self.memberships]

    def chosen(self):
        return [(membership, self.cleaned_data[self.name_of(membership)]) for membership in self.memberships]


def find_person(words, viewer):
    """The one person with a sign-in who is meant, of those the viewer may see; None if there is none or several."""
    words = words.strip().rstrip("/")
    people = Person.objects.listed().visible_to(viewer).filter(user__is_active=True).select_related("user")
    by_slug = people.filter(slug=words.rpartition("/")[2].removeprefix("@")).first()
    if by_slug is not None:
        return by_slug
    last = words.split()[-1] if words.split() else ""
    near = people.filter(family_name__iexact=last) | people.filter(family_name__iexact=words.split(" ")[0])
    near |= people.filter(family_name__in=[words.partition(" ")[2], words.rpartition(" ")[2]])
    found = [
        each for each in near.distinct()[:200] if words.lower() in (each.romanised_name.lower(), each.original_name)
    ]
    return found[0] if len(found) == 1 else None


def _lines(words):
    return list(dict.fromkeys(line.strip() for line in words.splitlines() if line.strip()))


def _end_of(day):
    """The last moment of a day to come."""
    from datetime import datetime, time

    moment = timezone.make_aware(datetime.combine(day, time.max))
    if moment <= timezone.now():
        raise ValidationError(_("Choose a day to come."))
    return moment
