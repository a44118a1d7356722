"""Pages about the interface: what it is, and the tokens of whoever signed in."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from .actions import MadeAlready, TooManyTokens, make_token, revoke_token
from .documentation import groups_of, limits_in_words
from .forms import TokenForm
from .queries import tokens_of


class Documentation(TemplateView):
    """What programs may read, drawn from the description they read themselves."""

    template_name = "api/documentation.html"

    def get_context_data(self, **kwargs):
        base = f"{self.request.scheme}://{self.request.get_host()}"
        return super().get_context_data(
            base=base,
            description=base + reverse("api-v1:openapi"),
            groups=groups_of(self.request),
            limits=limits_in_words(),
            may_make_tokens=self.request.user.has_perm("api.make_token"),
            **kwargs,
        )


class OwnTokens(LoginRequiredMixin, TemplateView):
    """A page about the tokens of whoever signed in, and may have some."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not request.user.has_perm("api.make_token"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class Tokens(OwnTokens):
    template_name = "api/tokens.html"

    def get_context_data(self, **kwargs):
        tokens = list(tokens_of(self.request.user))
        return super().get_context_data(
            trail=[(_("My page"), reverse("my"))],
            working=[token for token in tokens if token.works],
            ended=[token for token in tokens if not token.works],
            **kwargs,
        )


@method_decorator(reauthentication_required, name="get")
@method_decorator(reauthentication_required, name="post")
class NewToken(OwnTokens):
    """Making a token. Its secret is in the answer to the form and nowhere else."""

    template_name = "api/new_token.html"

    def get(self, request):
        return self.show(TokenForm(request.user))

    def post(self, request):
        form = TokenForm(request.user, request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            token, secret = make_token(request.user, by=request.user, **form.cleaned_data)
        except TooManyTokens as error:
            form.add_error(None, error)
            return self.show(form, status=422)
        except MadeAlready:
            messages.warning(request, _("This token was made already. Its secret was shown once."))
            return redirect("api:tokens")
        people = request.build_absolute_uri(reverse("api-v1:people"))
        context = self.get_context_data(token=token, secret=secret, people=people)
        return render(request, "api/token_made.html", context)

    def show(self, form, status=200):
        return self.render_to_response(self.get_context_data(form=form), status=status)

    def get_context_data(self, **kwargs):
        trail = [(_("My page"), reverse("my")), (_("My tokens"), reverse("api:tokens"))]
        return super().get_context_data(trail=trail, **kwargs)


class Revoke(LoginRequiredMixin, TemplateView):
    """Asks once more, and ends the token."""

    template_name = "api/revoke.html"

    def get_context_data(self, **kwargs):
        token = get_object_or_404(tokens_of(self.request.user), pk=self.kwargs["pk"])
        trail = [(_("My page"), reverse("my")), (_("My tokens"), reverse("api:tokens"))]
        return super().get_context_data(token=token, trail=trail, **kwargs)

    def post(self, request, pk):
        token = get_object_or_404(tokens_of(request.user), pk=pk)
        if revoke_token(token, by=request.user):
            messages.success(request, _("The token “%(name)s” no longer opens anything.") % {"name": token.name})
        else:
            messages.info(request, _("The token had been revoked already."))
        return redirect("api:tokens")
