"""What has to be decided."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from moderation.queries import undecided_about

from directory.permissions import is_secretariat
from forums.actions.exactly_once import once
from forums.exceptions import Refused
from forums.models import Post

from .. import actions, queries
from ..choices import Act, MatterKind
from ..forms import DecideForm
from .parts import OfGroup, Private, PrivateForm

ROWS = 50


class Queue(Private, TemplateView):
    """All that waits in the groups one keeps; for the Secretariat, in all."""

    template_name = "forum_conduct/queue.html"

    @cached_property
    def group(self):
        return None

    def get_context_data(self, **kwargs):
        user = self.request.user
        matters = queries.queue_of(user, self.group)
        if self.group is None and not is_secretariat(user) and not user.forum_memberships.facilitators().exists():
            raise Http404
        page = Paginator(matters, ROWS).get_page(self.request.GET.get("page"))
        rows = [
            {"matter": matter, "may_decide": user.has_perm("forum_conduct.decide_matter", matter)} for matter in page
        ]
        return super().get_context_data(
            rows=rows,
            page_obj=page,
            reports=undecided_about(Post).count() if self.group is None and is_secretariat(user) else 0,
            **kwargs,
        )


class GroupQueue(OfGroup, Queue):
    pass


class MatterPage(PrivateForm):
    """One matter, with what there is to know, and the decision."""

    template_name = "forum_conduct/matter.html"
    form_class = DecideForm

    @cached_property
    def matter(self):
        found = queries.matter_with_all(self.request.user, self.kwargs["pk"])
        if found is None:
            raise Http404
        return found

    def trail(self):
        group = self.matter.group
        return [*super().trail(), *([(group.name, group.get_absolute_url())] if group else [])]

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "kind": self.matter.kind}

    def get_context_data(self, **kwargs):
        matter, user = self.matter, self.request.user
        return super().get_context_data(
            matter=matter,
            post=matter.post or (matter.ruling and matter.ruling.post),
            may_decide=matter.is_open and user.has_perm("forum_conduct.decide_matter", matter),
            is_mine=matter.holder == user,
            is_anothers=matter.holder not in (None, user),
            ruling=matter.rulings.first(),
            is_appeal=matter.kind == MatterKind.APPEAL,
            **kwargs,
        )

    def form_valid(self, form):
        user, matter, said = self.request.user, self.matter, form.cleaned_data
        if not user.has_perm("forum_conduct.decide_matter", matter):
            raise PermissionDenied

        def do():
            ruling = actions.decide(
                matter, Act(said["act"]), by=user, rule=said.get("rule", ""), reason=said["reason"]
            )
            return ruling.pk if ruling else None

        try:
            decided = once(said["token"], "forums.decide", by=user, do=do)
        except Refused as refused:
            form.add_error(None, refused.reason)
            return self.form_invalid(form)
        if decided:
            messages.success(self.request, _("Your decision is carried out, and those concerned are told."))
        else:
            messages.info(self.request, _("This was decided already."))
        return (
            redirect("forum_conduct:group_queue", matter.group.slug)
            if matter.group
            else redirect("forum_conduct:queue")
        )


@login_required
@require_POST
def claim(request, pk):
    return _hand(request, pk, actions.claim, _("Somebody else has this in hand, or it is decided."))


@login_required
@require_POST
def release(request, pk):
    return _hand(request, pk, actions.release, _("You do not have this in hand."))


def _hand(request, pk, do, otherwise):
    matter = queries.matter_with_all(request.user, pk)
    if matter is None:
        raise Http404
    if not request.user.has_perm("forum_conduct.decide_matter", matter):
        raise PermissionDenied
    if not do(matter, by=request.user):
        messages.info(request, otherwise)
    return redirect(matter)
