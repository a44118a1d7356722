"""A question, its conversation, and its end."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import FormView

from directory.documents import CONTENT_TYPES
from directory.permissions import is_secretariat

from .. import actions, queries
from ..addresses import consent_token_of, take_up_token_of, token_of
from ..choices import InvitationState
from ..exceptions import ConsultingError
from ..forms import CloseForm, MessageForm, WithdrawForm
from ..models import Attachment, PublicAnswer
from ..showing import an_expert, experts_seen, for_whom, name_asker, own_name, the_secretariat
from .parts import OneQuestion, to_conduct


class QuestionPage(OneQuestion, FormView):
    """The question to whoever may know of it; the conversation to those who take part."""

    template_name = "consulting/question.html"
    form_class = MessageForm

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and self.question.is_draft:
            return redirect("consulting:change", self.question.pk)
        return super().dispatch(request, *args, **kwargs)

    def trail(self):
        return super().trail()[:-1]

    def get_context_data(self, **kwargs):
        question, user = self.question, self.request.user
        own = queries.own_invitation(question, user)
        takes_part = queries.may_read_thread(question, user)
        conducts = user.has_perm("consulting.conduct", question)
        notice = queries.own_notice(question, user) if own is None and question.is_open else None
        invitations = list(question.invitations.select_related("entry__person__user")) if takes_part else []
        names = self.names(invitations)
        asker = name_asker(question, user)
        answer = PublicAnswer.objects.filter(question=question).first()
        own_part = answer and queries.own_consent(answer, user)
        return super().get_context_data(
            asker=asker,
            asker_address=question.asked_by.email
            if question.shows_address and question.asked_by and takes_part and not self.is_asker
            else "",
            for_whom=for_whom(question),
            fields=[term.label for term in question.fields.all()],
            countries=[country.name for country in question.countries.all()],
            languages=[language.name for language in question.languages_wanted.all()],
            own=own,
            own_token=token_of(own) if own else "",
            take_up_token=take_up_token_of(question, notice.entry) if notice else "",
            takes_part=takes_part,
            conducts=conducts,
            may_write=takes_part and question.is_open,
            messages_of_it=self.thread(asker, names) if takes_part else [],
            invitations=[self.row(each, names) for each in invitations] if conducts else [],
            experts=[names[each.entry_id] for each in invitations if each.is_accepted],
            steps=self.steps(asker, names) if takes_part else [],
            feedback=list(question.feedback.select_related("invitation")) if takes_part else [],
            public_answer=answer,
            own_consent=own_part,
            agree_address=reverse("consulting:agree", args=[consent_token_of(own_part)]) if own_part else "",
            may_publish=question.is_closed
            and question.first_answer_at
            and (conducts or (own and own.first_message_at)),
            **kwargs,
        )

    def names(self, invitations):
        """``{key of the entry: name}`` of everybody who was asked, as the reader may know them."""
        user = self.request.user
        seen = experts_seen((each.entry_id for each in invitations), user)
        return {
            each.entry_id: own_name(each.entry)
            if each.entry.person.user_id == user.pk
            else seen.get(each.entry_id) or an_expert()
            for each in invitations
        }

    def row(self, invitation, names):
        shows = invitation.shows_address and invitation.is_accepted and invitation.entry.person.user
        return {
            "invitation": invitation,
            "name": names[invitation.entry_id],
            "address": invitation.entry.person.user.email if shows else "",
        }

    def thread(self, asker, names):
        for message in queries.thread_of(self.question):
            if message.invitation_id:
                name = names[message.invitation.entry_id]
            else:
                name = the_secretariat() if message.is_of_secretariat else asker
            yield {"message": message, "name": name, "is_expert": message.invitation_id is not None}

    def steps(self, asker, names):
        """Who did what, with names only where the reader knows them already."""
        for step in queries.steps_shown(self.question, is_secretariat(self.request.user)):
            name = None
            if step.invitation is not None:
                name = names.get(step.invitation.entry_id)
            elif step.by_id is not None:
                name = asker if step.by_id == self.question.asked_by_id else the_secretariat()
            yield {"step": step, "name": name}

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form):
        question, user = self.question, self.request.user
        if not queries.may_read_thread(question, user):
            raise PermissionDenied
        own = queries.own_invitation(question, user)
        try:
            actions.write_message(
                question,
                form.cleaned_data["text"],
                token=form.cleaned_data["token"],
                by=user,
                invitation=own if own is not None and own.is_accepted else None,
                language=get_language() or "",
                uploads=form.cleaned_data["uploads"],
            )
        except ConsultingError as refused:
            form.add_error(None, str(refused))
            return self.form_invalid(form)
        messages.success(
            self.request, _("Your message is in the conversation, and goes to everybody who takes part.")
        )
        return redirect(question)


class Close(OneQuestion, FormView):
    """The result, and what the asker says of the answers."""

    template_name = "consulting/close.html"
    form_class = CloseForm
    perm = "consulting.conduct"

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not self.question.is_open:
            return redirect(self.question)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "is_asker": self.is_asker}

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form):
        try:
            actions.close_question(self.question, by=self.request.user, **form.cleaned_data)
        except ConsultingError as refused:
            messages.info(self.request, str(refused))
            return redirect(self.question)
        messages.success(self.request, _("The question is closed. The experts who took part are told, with thanks."))
        return redirect(self.question)


class Withdraw(OneQuestion, FormView):
    template_name = "consulting/withdraw.html"
    form_class = WithdrawForm
    perm = "consulting.conduct"

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not self.question.is_open:
            return redirect(self.question)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        waiting = self.question.invitations.waiting().count()
        accepted = self.question.invitations.filter(state=InvitationState.ACCEPTED).count()
        return super().get_context_data(told=waiting + accepted, **kwargs)

    def form_valid(self, form):
        if actions.withdraw_question(self.question, by=self.request.user, **form.cleaned_data):
            messages.success(self.request, _("The question is withdrawn, and the experts you asked are told."))
        return redirect(self.question)


@login_required
@require_POST
def reopen(request, pk):
    question = to_conduct(request.user, pk)
    if actions.reopen_question(question, by=request.user):
        messages.success(request, _("The question is open again."))
    return redirect(question)


@require_safe
def file(request, pk):
    """A paper of a thread, to those who take part and to nobody else."""
    paper = get_object_or_404(Attachment, pk=pk, message__in=queries.messages_readable_by(request.user))
    try:
        kept = default_storage.open(paper.file)
    except FileNotFoundError as lost:
        raise Http404 from lost
    response = FileResponse(kept, as_attachment=True, filename=paper.name, content_type=CONTENT_TYPES[paper.kind])
    # Should a browser open it after all, it may do nothing.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
