"""What authorities, the Secretariat and focal points write in the procedure of designation."""

from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from directory.disclosure import disclose_all
from directory.documents import examine
from directory.forms.fields import Day, Line, Paragraphs
from directory.forms.membership import WordField
from directory.models import Country
from directory.templatetags.directory import names_for_reader

from . import queries
from .actions import helping_categories
from .choices import AuthorityKind
from .models import Authority


class BeginForm(forms.Form):
    """In which capacity, and who."""

    capacity = forms.ChoiceField(label=_("You designate as"), widget=forms.RadioSelect)
    given_name = Line(label=_("Given names"), max_length=120)
    family_name = Line(
        label=_("Family name"), max_length=120, help_text=_("In the person's own script, or in Latin letters.")
    )
    email = forms.EmailField(
        label=_("E-mail address of the person"),
        help_text=_("They are invited there once it is verified."),
    )

    def __init__(self, *args, capacities, **kwargs):
        super().__init__(*args, **kwargs)
        self.capacities = {capacity.key: capacity for capacity in capacities}
        self.fields["capacity"].choices = [
            (key, _("%(name)s, for %(country)s") % {"name": capacity.name, "country": capacity.country.name})
            for key, capacity in self.capacities.items()
        ]
        if len(self.capacities) == 1:
            self.fields["capacity"].initial = next(iter(self.capacities))

    def clean_capacity(self):
        return self.capacities[self.cleaned_data["capacity"]]


class PaperForm(forms.Form):
    """What the Secretariat records of a letter that came on paper."""

    country = WordField(Country, by_name=True, label=_("Party"))
    authority_kind = forms.ChoiceField(label=_("Kind of authority"), choices=AuthorityKind.choices)
    authority_name = Line(label=_("Designating authority"), max_length=255, help_text=_("As the letter names it."))
    given_name = Line(label=_("Given names"), max_length=120)
    family_name = Line(label=_("Family name"), max_length=120)
    email = forms.EmailField(label=_("E-mail address of the person"))


class SubmissionSection(forms.Form):
    """One section of a submission. ``seen`` is the version that was on the page when the writer began."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class PersonSection(SubmissionSection):
    person = forms.TypedChoiceField(
        label=_("Is this the person?"),
        required=False,
        widget=forms.RadioSelect,
        empty_value=None,
        help_text=_("The directory lists people of this name for the country already."),
    )
    prefix = Line(label=_("Form of address"), max_length=40, required=False)
    given_name = Line(label=_("Given names"), max_length=120)
    family_name = Line(label=_("Family name"), max_length=120)
    position = Line(label=_("Function"), max_length=255, required=False)
    institution_name = Line(label=_("Institution"), max_length=255, required=False)
    department = Line(label=_("Department"), max_length=255, required=False)
    address = Paragraphs(label=_("Street address"), max_length=500, required=False, rows=2)
    city = Line(label=_("City"), max_length=120, required=False)
    postal_code = Line(label=_("Postal code"), max_length=20, required=False)
    email = forms.EmailField(label=_("E-mail address of the person"))
    phone = Line(label=_("Telephone"), max_length=60, required=False)
    fax = Line(label=_("Fax"), max_length=60, required=False)
    language = forms.ChoiceField(label=_("Language of letters to the person"), choices=settings.LANGUAGES)

    def __init__(self, *args, submission, viewer, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {person.pk: person for person in queries.people_meant(submission, viewer)}
        if submission.person_id and submission.person_id not in self.people:
            self.people[submission.person_id] = submission.person
        if not self.people:
            del self.fields["person"]
            return
        self.fields["person"].coerce = self._person
        self.fields["person"].choices = [
            *((pk, label) for pk, label in zip(self.people, in_short(self.people.values(), viewer), strict=True)),
            ("", _("No, this is somebody else")),
        ]

    def _person(self, key):
        return self.people[int(key)]

    def values(self):
        written = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        return {**written, "person": written.get("person")}


def in_short(people, viewer):
    """People on one line each, as far as the viewer may know of them."""
    for person in disclose_all(list(people), viewer, ()):
        names = names_for_reader(person)
        said = (names.first.text, names.second and names.second.text, person.position)
        yield format_html_join(", ", "<bdi>{}</bdi>", ((words,) for words in said if words))


class PostsSection(SubmissionSection):
    """Which posts, from when to when. Each post has three boxes of its own."""

    starts_on = Day(label=_("First day in office"))
    ends_on = Day(
        label=_("Last day in office"), required=False, help_text=_("Leave it empty where the letter names none.")
    )
    note = Paragraphs(label=_("Note to the Secretariat"), max_length=3000, required=False)

    def __init__(self, *args, submission, **kwargs):
        super().__init__(*args, **kwargs)
        self.posts, self.rows = queries.posts_to_fill(), []
        sought = {post.category_id: post for post in submission.posts.all()}
        for post in self.posts:
            self.rows.append(self._row(submission, post, sought.get(post.pk)))

    def _row(self, submission, category, sought):
        key = category.code
        held = queries.holders(submission.country, category)
        self.fields[f"{key}-chosen"] = forms.BooleanField(
            label=category.name, required=False, initial=sought is not None
        )
        self.fields[f"{key}-succeeds"] = forms.TypedChoiceField(
            label=_("Takes over from"),
            required=False,
            choices=[("", _("Nobody"))] + [(post.pk, in_office(post)) for post in held],
            coerce=lambda pk: next(post for post in held if post.pk == int(pk)),
            empty_value=None,
            initial=sought.succeeds_id if sought else next((post.pk for post in held if post.is_primary), ""),
        )
        self.fields[f"{key}-is_primary"] = forms.TypedChoiceField(
            label=_("Rank"),
            choices=[("yes", _("First contact")), ("no", _("In addition to the first contact"))],
            coerce=lambda value: value == "yes",
            initial="no" if sought and not sought.is_primary else "yes",
        )
        self.fields[f"{key}-scope"] = Paragraphs(
            label=_("Scope of mandate"),
            required=False,
            max_length=600,
            rows=2,
            initial=sought.scope if sought else "",
            help_text=_("Only where it is not the whole, for example: pesticides."),
        )
        self.fields[f"{key}-accepts_gap"] = forms.BooleanField(
            label=_("It is meant that nobody holds the post for some time before."),
            required=False,
            initial=bool(sought and sought.accepts_gap),
        )
        return {
            "category": category,
            "is_open": sought is not None,
            "boxes": [f"{key}-{name}" for name in ("succeeds", "is_primary", "scope", "accepts_gap")],
        }

    def rows_of_boxes(self):
        """Each post with its boxes, for the page."""
        for row in self.rows:
            chosen = self[f"{row['category'].code}-chosen"]
            boxes = [self[name] for name in row["boxes"]]
            is_open = bool(chosen.value()) or any(box.errors for box in boxes)
            yield {**row, "chosen": chosen, "boxes": boxes, "is_open": is_open}

    def frame(self):
        """The boxes that belong to no single post."""
        return [self[name] for name in ("starts_on", "ends_on", "note")]

    def clean(self):
        cleaned = super().clean()
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The last day in office cannot be before the first."))
        if not any(cleaned.get(f"{post.code}-chosen") for post in self.posts):
            self.add_error(f"{self.posts[0].code}-chosen", _("Choose at least one post."))
        return cleaned

    def values(self):
        cleaned = self.cleaned_data
        return {
            **{name: cleaned[name] for name in ("starts_on", "ends_on", "note")},
            "posts": [
                {
                    "category": post,
                    **{
                        name: cleaned[f"{post.code}-{name}"]
                        for name in ("succeeds", "is_primary", "scope", "accepts_gap")
                    },
                }
                for post in self.posts
                if cleaned[f"{post.code}-chosen"]
            ],
        }


def in_office(post):
    """A holder with their time, on one line."""
    since = date_format(post.starts_on, "DATE_FORMAT")
    if post.ends_on:
        return _("%(name)s, %(since)s to %(until)s") % {
            "name": post.holder, "since": since, "until": date_format(post.ends_on, "DATE_FORMAT"),
        }  # fmt: skip
    return _("%(name)s, since %(since)s") % {"name": post.holder, "since": since}


class LetterSection(SubmissionSection):
    upload = forms.FileField(
        label=_("The letter"),
        required=False,
        allow_empty_file=True,
        help_text=_(
            "The note verbale or letter, signed: a PDF, a Word or OpenDocument text, or a scan, up to 10 MB. Only "
            "the Secretariat and your authority see it."
        ),
    )
    letter_reference = Line(label=_("Reference of the letter"), max_length=120, required=False)
    letter_date = Day(label=_("Date of the letter"))

    def __init__(self, *args, submission, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["upload"].required = not submission.letter

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        if upload:
            examine(upload)
        return upload

    def clean_letter_date(self):
        day = self.cleaned_data["letter_date"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("The letter cannot be of a day to come."))
        return day


class ReasonForm(forms.Form):
    reason = Paragraphs(label=_("Reason"), max_length=3000, rows=4)

    def __init__(self, *args, label=None, **kwargs):
        super().__init__(*args, **kwargs)
        if label:
            self.fields["reason"].label = label


class VerifyForm(forms.Form):
    """The Secretariat says which record is meant, and has compared the letter."""

    person = forms.TypedChoiceField(label=_("Which record is meant?"), widget=forms.RadioSelect, empty_value=None)
    source = Line(
        label=_("Source, as it is shown"),
        max_length=500,
        required=False,
        help_text=_("Leave it empty for: authority, reference and date of the letter."),
    )
    compared = forms.BooleanField(
        label=_("I have compared the letter with what is written here, and the authority may designate.")
    )

    def __init__(self, *args, submission, viewer, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {person.pk: person for person in queries.people_meant(submission, viewer)}
        if submission.person_id:
            self.people = {submission.person_id: submission.person, **self.people}
        self.fields["person"].choices = [
            *((pk, label) for pk, label in zip(self.people, in_short(self.people.values(), viewer), strict=True)),
            ("new", _("A new record: nobody of the directory")),
        ]
        self.fields["person"].coerce = lambda key: None if key == "new" else self.people[int(key)]
        if submission.person_id:
            self.fields["person"].initial = submission.person_id
        elif not self.people:
            self.fields["person"].initial = "new"


class AuthorityForm(forms.ModelForm):
    signers = Paragraphs(
        label=_("Who submits for it"),
        required=False,
        help_text=_("The e-mail addresses of their sign-ins, one a line."),
    )

    class Meta:
        model = Authority
        fields = ["country", "kind", "name", "since", "until", "source"]
        field_classes = {"name": Line, "since": Day, "until": Day, "source": Paragraphs}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["country"] = WordField(Country, by_name=True, label=_("Designates for"))
        self.fields["kind"].choices = [("", _("Please choose")), *Authority._meta.get_field("kind").choices]
        if self.instance.pk:
            self.fields["signers"].initial = "\n".join(str(user) for user in self.instance.signers.all())

    def clean_signers(self):
        addresses = {line.strip().casefold() for line in self.cleaned_data["signers"].splitlines() if line.strip()}
        users = {user.email.casefold(): user for user in get_user_model().objects.filter(email__in=addresses)}
        if unknown := sorted(addresses - set(users)):
            raise forms.ValidationError(
                _("No sign-in has this address: %(addresses)s. Ask them to join, or invite them, first.")
                % {"addresses": ", ".join(unknown)}
            )
        return list(users.values())

    def clean(self):
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day cannot be before the first."))
        return cleaned

    def values(self):
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class EnrolForm(forms.Form):
    """Whom a focal point gives a part in the country's work."""

    category = forms.ModelChoiceField(label=_("As"), queryset=None, empty_label=None, widget=forms.RadioSelect)
    email = forms.EmailField(
        label=_("E-mail address of the person"),
        help_text=_("A member keeps their record; anybody else is invited with a link."),
    )
    given_name = Line(label=_("Given names"), max_length=120)
    family_name = Line(label=_("Family name"), max_length=120)
    language = forms.ChoiceField(label=_("Language of letters to the person"), choices=settings.LANGUAGES)
    starts_on = Day(label=_("From"))
    ends_on = Day(label=_("Until"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = helping_categories()

    def clean(self):
        cleaned = super().clean()
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The last day cannot be before the first."))
        return cleaned


class EndForm(forms.Form):
    on = Day(label=_("Last day"))
    reason = Line(label=_("Reason"), max_length=500, required=False)


class DayForm(forms.Form):
    """A day to look back, or ahead, to."""

    on = Day(label=_("Day"), required=False)
