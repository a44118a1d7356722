"""What a password must not be."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from directory.models.names import romanise

CONTEXT = (
    "stockholm",
    "convention",
    "secretariat",
    "clearinghouse",
    "popsnetwork",
    "network",
    "pollutants",
    "password",
    "passwort",
    "motdepasse",
    "contrasena",
)


class ContextWordsValidator:
    """Refuses words anybody would try on this site, also with a number behind them."""

    def validate(self, password, user=None):
        left = "".join(letter for letter in romanise(password).casefold() if letter.isalnum())
        for word in CONTEXT:
            left = left.replace(word, "")
        if len("".join(letter for letter in left if letter.isalpha())) < 4 and len(left) < 8:
            raise ValidationError(
                _("This password is made of words that anybody would try here. Please choose other ones."),
                code="password_of_context_words",
            )

    def get_help_text(self):
        return _("Your password must not be made of words of this site, such as its name.")
