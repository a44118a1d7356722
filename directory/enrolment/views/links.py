"""Enrolment links as the Secretariat keeps them."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from directory.queries import people_in_rows

from ..actions.links import LinkClosedError, change_link, make_link, renew_link, withdraw_link
from ..choices import LinkState
from ..forms.links import ChangeLinkForm, NewLinkForm
from ..models import EnrolmentLink
from .access import SecretariatPage

ON_A_PAGE = 50
# Between making a link and showing it once, its address waits here.
SHOWN_ONCE = "enrolment.shown_once"

MARKS = {
    LinkState.OPEN: "current",
    LinkState.USED_UP: "expired",
    LinkState.EXPIRED: "expired",
    LinkState.WITHDRAWN: "vacant",
}


class LinkPage(SecretariatPage):
    permission = "enrolment.make_link"

    def trail(self):
        return [(_("Enrolment links"), reverse("enrolment:links"))]

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class Links(LinkPage, TemplateView):
    """All links, the latest first, each with its state and how many came in by it."""

    template_name = "enrolment/links.html"

    def trail(self):
        return []

    def get_context_data(self, **kwargs):
        links = EnrolmentLink.objects.prefetch_related("categories").select_related("made_by")
        page = Paginator(links, ON_A_PAGE).get_page(self.request.GET.get("page"))
        for link in page.object_list:
            link.mark = MARKS[link.state]
        return super().get_context_data(page_obj=page, **kwargs)


class NewLink(LinkPage, FormView):
    template_name = "enrolment/new_link.html"
    form_class = NewLinkForm

    def form_valid(self, form):
        try:
            link, secret = make_link(by=self.request.user, **form.about())
        except ValidationError as problem:
            form.add_error(None, problem)
            return self.form_invalid(form)
        if secret:
            self.request.session[SHOWN_ONCE] = [link.pk, secret]
        return redirect("enrolment:link", link.pk)


class OneLink(LinkPage, TemplateView):
    """One link: its address if it was made a moment ago, what it gives, and who came in by it."""

    template_name = "enrolment/link.html"

    def dispatch(self, request, *args, **kwargs):
        self.link = get_object_or_404(
            EnrolmentLink.objects.select_related(
                "made_by", "stakeholder_group", "country", "region"
            ).prefetch_related("categories"),
            pk=kwargs["pk"],
        )
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        uses = self.link.uses.filter(used_at__isnull=False).select_related("person__country").order_by("-used_at")
        page = Paginator(uses, ON_A_PAGE).get_page(self.request.GET.get("page"))
        rows = people_in_rows([use.person for use in page.object_list], self.request.user)
        return super().get_context_data(
            link=self.link,
            mark=MARKS[self.link.state],
            address=self.address_shown_once(),
            page_obj=page,
            uses=list(zip(page.object_list, rows, strict=True)),
            unconfirmed=self.link.uses.filter(used_at__isnull=True).count(),
            **kwargs,
        )

    def address_shown_once(self):
        made, secret = self.request.session.get(SHOWN_ONCE, (None, ""))
        if made != self.link.pk:
            return ""
        del self.request.session[SHOWN_ONCE]
        return settings.BASE_URL.rstrip("/") + reverse("enrolment:follow", args=[secret])

    def post(self, request, *args, **kwargs):
        """Withdraw the link, or give it another address."""
        if request.POST.get("verb") == "withdraw":
            withdraw_link(self.link, by=request.user)
            messages.success(request, _("Nobody comes in by this link any more."))
        elif request.POST.get("verb") == "renew":
            try:
                request.session[SHOWN_ONCE] = [self.link.pk, renew_link(self.link, by=request.user)]
            except LinkClosedError:
                messages.warning(request, _("This link is withdrawn. Make a new one instead."))
        return redirect("enrolment:link", self.link.pk)


class ChangeLink(LinkPage, FormView):
    template_name = "enrolment/change_link.html"
    form_class = ChangeLinkForm

    def dispatch(self, request, *args, **kwargs):
        self.link = get_object_or_404(EnrolmentLink, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def trail(self):
        return [*super().trail(), (self.link.purpose, reverse("enrolment:link", args=[self.link.pk]))]

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "link": self.link}

    def get_context_data(self, **kwargs):
        return super().get_context_data(link=self.link, **kwargs)

    def form_valid(self, form):
        try:
            change_link(self.link, by=self.request.user, **form.about())
        except LinkClosedError:
            messages.warning(self.request, _("This link is withdrawn. Make a new one instead."))
        except ValidationError as problem:
            form.add_error(None, problem)
            return self.form_invalid(form)
        else:
            messages.success(self.request, _("The link is changed. Its address stays as it is."))
        return redirect("enrolment:link", self.link.pk)
