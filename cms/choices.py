"""The closed lists of the pages."""

from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _


class Place(models.TextChoices):
    """Places of the site a page may lead to; each has an address of its own."""

    PEOPLE = "people", _("People")
    INSTITUTIONS = "institutions", _("Institutions")
    COUNTRIES = "countries", _("Countries")
    EXPERTS = "experts", _("Experts roster")
    FORUMS = "forums", _("Forums")
    SEARCH = "search", _("Search")
    JOIN = "join", _("Ask to join")
    SIGN_IN = "sign-in", _("Sign in")


ADDRESSES = {
    Place.PEOPLE: "search:people",
    Place.INSTITUTIONS: "search:institutions",
    Place.COUNTRIES: "directory:countries",
    Place.EXPERTS: "experts:experts",
    Place.FORUMS: "forums:home",
    Place.SEARCH: "search:results",
    Place.JOIN: "account_signup",
    Place.SIGN_IN: "account_login",
}


def address_of(place):
    """Where a place is, in the reader's language; an empty word while the site does not have it."""
    try:
        return reverse(ADDRESSES[Place(place)])
    except NoReverseMatch:
        return ""
