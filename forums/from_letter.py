"""Pages that letters of the forums lead to, where somebody decides from the mail alone.

A link is signed and made for one purpose. Opening it changes nothing, for mail scanners open links by themselves: it
shows a page with a button, and only pressing it acts.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.utils.translation import override
from django.views.decorators.debug import sensitive_variables
from django.views.generic import TemplateView

LINK_WORKS_DAYS = 60


@dataclass(frozen=True)
class Signed:
    """What a link was made for, and whether its time is over."""

    values: tuple
    is_expired: bool


def link(language, name, *args):
    """The whole address of a page, in the language of the letter."""
    with override(language):
        return settings.BASE_URL.rstrip("/") + reverse(name, args=args)


def sign(purpose, *values):
    """The token of a link; nobody else can make one, and one made for another purpose is worth nothing."""
    return signing.dumps(list(values), salt=f"forums.{purpose}")


def read(purpose, token, days=LINK_WORKS_DAYS):
    """What was signed for this purpose; None when the token was not made here, or was changed on its way."""
    salt = f"forums.{purpose}"
    try:
        values = tuple(signing.loads(token, salt=salt))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    try:
        signing.loads(token, salt=salt, max_age=timedelta(days=days))
    except signing.SignatureExpired:
        return Signed(values, True)
    return Signed(values, False)


@method_decorator(sensitive_variables("token"), name="dispatch")
class LetterPage(TemplateView):
    """A page a letter leads to. Its address is as good as a signature: it is kept nowhere and told nobody."""

    http_method_names = ["get", "head", "post", "options"]

    def dispatch(self, request, *args, **kwargs):
        self.followed = self.follow(kwargs["token"])
        response = self.broken() if self.followed is None else super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        # Forms of this page must be able to say where they come from; nobody else learns the address.
        response.headers["Referrer-Policy"] = "strict-origin"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    def follow(self, token):
        """What the link stands for, or None."""
        raise NotImplementedError

    def broken(self):
        return render(self.request, "forums/letter_broken.html", status=404)

    def over(self, words="", address=""):
        """The link is good no more; ``words`` say why, ``address`` is where the matter stands on the site."""
        return render(self.request, "forums/letter_over.html", {"words": words, "address": address}, status=410)
