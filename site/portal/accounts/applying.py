"""What django-allauth's sign-up form asks besides an address (``ACCOUNT_SIGNUP_FORM_CLASS``)."""

from allauth.core import context
from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory.actions.membership import begin_application
from directory.enrolment.actions.links import join_by_link
from directory.enrolment.actions.requests import keep_answers
from directory.enrolment.forms.joining import JoiningFields
from directory.enrolment.views.following import link_followed


class Applicant(JoiningFields):
    """Who asks to join, in which language we write back, and why."""

    language = forms.ChoiceField(label=_("Language of our letters to you"), choices=settings.LANGUAGES)

    field_order = (
        "email",
        "given_name",
        "family_name",
        "country",
        "stakeholder_group",
        "language",
        "categories",
        "statement",
    )

    def __init__(self, *args, initial=None, **kwargs):
        super().__init__(*args, initial={"language": get_language(), **(initial or {})}, **kwargs)
        self.order_fields(self.field_order)
        self.prepare(link_followed(context.request))

    def signup(self, request, user):
        """Keep the application with the new user (called by django-allauth)."""
        user.language = self.cleaned_data["language"]
        user.save(update_fields=["language"])
        application = begin_application(user, **self.application())
        keep_answers(self.answers(), application=application)
        if self.link is not None:
            join_by_link(self.link, application)
