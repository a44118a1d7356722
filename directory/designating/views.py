"""Pages of those who designate, of the Secretariat that verifies, and of whoever is designated."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import FormView, TemplateView

from directory.choices import Audience
from directory.disclosure import disclose
from directory.documents import CONTENT_TYPES
from directory.enrolment.actions import accept_terms
from directory.enrolment.queries import terms_to_accept
from directory.models import Designation, Draft, Person, audience_of
from directory.permissions import is_secretariat

from . import actions, forms, queries
from .choices import SubmissionState
from .exceptions import IncompleteSubmissionError, StaleSubmissionError, SubmissionError
from .models import Authority, Submission

ON_A_PAGE = 25


class Procedure(LoginRequiredMixin):
    """A page of the procedure, reached through the list of designations."""

    def trail(self):
        return [(_("Designations"), reverse("designating:index"))]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            trail=self.trail(), secretariat=audience_of(self.request.user) >= Audience.SECRETARIAT, **kwargs
        )


class Submissions(Procedure, TemplateView):
    """What waits for the Secretariat, or what an authority has designated."""

    template_name = "designating/index.html"

    def trail(self):
        return []

    def get_context_data(self, **kwargs):
        user = self.request.user
        submissions = (
            Submission.objects.visible_to(user)
            .select_related("country", "person")
            .prefetch_related("posts__category", "steps")
        )
        capacities = queries.capacities(user)
        if not (is_secretariat(user) or capacities or submissions.exists()):
            raise PermissionDenied(_("Only those who may designate for a Party have this page."))
        state = self.request.GET.get("state", "")
        shown = submissions.filter(state=state) if state in SubmissionState.values else submissions
        if is_secretariat(user):
            # Drafts are the authorities' own until they submit them.
            shown = shown.exclude(state=SubmissionState.DRAFT, is_paper=False)
        page = Paginator(shown.order_by("-submitted_at", "-pk"), ON_A_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            page_obj=page,
            capacities=capacities,
            state=state,
            states=SubmissionState.choices,
            waiting=Submission.objects.waiting().count() if is_secretariat(user) else 0,
            **kwargs,
        )


class Begin(Procedure, FormView):
    """An authority begins a designation."""

    template_name = "designating/begin.html"
    form_class = forms.BeginForm

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not queries.capacities(request.user):
            raise PermissionDenied(_("Only those who may designate for a Party have this page."))
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "capacities": queries.capacities(self.request.user)}

    def form_valid(self, form):
        values = dict(form.cleaned_data)
        try:
            submission = actions.begin_submission(values.pop("capacity"), by=self.request.user, **values)
        except SubmissionError as refused:
            form.add_error("email", str(refused))
            return self.form_invalid(form)
        return redirect("designating:posts", submission.pk)


class BeginOnPaper(Procedure, FormView):
    """The Secretariat records a letter that came on paper."""

    template_name = "designating/begin.html"
    form_class = forms.PaperForm

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not is_secretariat(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(is_paper=True, **kwargs)

    def form_valid(self, form):
        values = dict(form.cleaned_data)
        capacity = queries.Capacity(values.pop("country"), values.pop("authority_kind"), values.pop("authority_name"))
        submission = actions.begin_submission(capacity, by=self.request.user, is_paper=True, **values)
        return redirect("designating:posts", submission.pk)


class OneSubmission(Procedure):
    """One submission, to those who may know of it."""

    @cached_property
    def submission(self):
        seen = Submission.objects.visible_to(self.request.user).select_related("country", "person", "authority")
        return get_object_or_404(seen.prefetch_related("steps"), pk=self.kwargs["pk"])

    @cached_property
    def may_change(self):
        return self.request.user.has_perm("designating.change_submission", self.submission)

    def trail(self):
        return [*super().trail(), (self.submission.reference, self.submission.get_absolute_url())]

    def get_context_data(self, **kwargs):
        return super().get_context_data(submission=self.submission, **kwargs)


class SubmissionPage(OneSubmission, TemplateView):
    """Where a designation stands, what it says, what it would change, and every step."""

    template_name = "designating/submission.html"

    def trail(self):
        return Procedure.trail(self)

    def get_context_data(self, **kwargs):
        submission, user = self.submission, self.request.user
        is_open = submission.can_be_changed and self.may_change
        decides = is_secretariat(user) and submission.state == SubmissionState.SUBMITTED
        posts = list(submission.posts.select_related("category", "designation__country"))
        waits = any(post.designation and post.designation.accepted_at is None for post in posts)
        return super().get_context_data(
            is_open=is_open,
            decides=decides,
            may_withdraw=self.may_change and submission.state in OPEN_TO_WITHDRAWAL,
            problems=queries.problems(submission) if is_open else [],
            effects=queries.effects(submission) if is_open or decides else [],
            posts=posts,
            may_invite=waits and (self.may_change or is_secretariat(user)),
            person=submission.person and disclose(submission.person, user),
            **kwargs,
        )


OPEN_TO_WITHDRAWAL = (SubmissionState.DRAFT, SubmissionState.RETURNED, SubmissionState.SUBMITTED)


class SectionPage(OneSubmission, FormView):
    """One section of a submission as a form; the next one follows."""

    template_name = "designating/section.html"
    title = following = ""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            if not self.may_change:
                raise PermissionDenied
            if not self.submission.can_be_changed:
                messages.info(request, _("This designation is not open to changes any more."))
                return redirect(self.submission)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "submission": self.submission}

    def get_initial(self):
        submission = self.submission
        return {
            "seen": submission.version,
            **{name: getattr(submission, name) for name in self.form_class.base_fields if hasattr(submission, name)},
        }

    def get_context_data(self, **kwargs):
        return super().get_context_data(title=self.title, **kwargs)

    def form_valid(self, form):
        try:
            self.save(form, form.cleaned_data["seen"])
        except StaleSubmissionError as stale:
            # The words stay; the next save is made with what stands there now before one's eyes.
            form.data = form.data.copy()
            form.data["seen"] = Submission.objects.values_list("version", flat=True).get(pk=self.submission.pk)
            form.add_error(None, str(stale))
            return self.form_invalid(form)
        except SubmissionError as refused:
            form.add_error("email" if "email" in form.fields else None, str(refused))
            return self.form_invalid(form)
        except ValidationError as refused:
            form.add_error("upload" if "upload" in form.fields else None, refused)
            return self.form_invalid(form)
        messages.success(self.request, _("Saved."))
        if "back" in self.request.POST or not self.following:
            return redirect(self.submission)
        return redirect(f"designating:{self.following}", self.submission.pk)


class PersonPage(SectionPage):
    form_class = forms.PersonSection
    following = "letter"

    @property
    def title(self):
        return _("Who is designated")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "viewer": self.request.user}

    def get_initial(self):
        return {**super().get_initial(), "person": self.submission.person_id or ""}

    def save(self, form, seen):
        actions.change_person(self.submission, by=self.request.user, seen=seen, **form.values())


class PostsPage(SectionPage):
    template_name = "designating/posts.html"
    form_class = forms.PostsSection
    following = "person"

    @property
    def title(self):
        return _("Which posts, from when")

    def save(self, form, seen):
        actions.change_posts(self.submission, by=self.request.user, seen=seen, **form.values())


class LetterPage(SectionPage):
    form_class = forms.LetterSection

    @property
    def title(self):
        return _("The letter")

    def form_invalid(self, form):
        """A browser does not send a file twice: a good letter is kept although something else is wrong."""
        upload = form.cleaned_data.get("upload")
        if upload and "upload" not in form.errors and form.cleaned_data.get("seen") == self.submission.version:
            kept = actions.attach_letter(
                self.submission,
                by=self.request.user,
                seen=self.submission.version,
                upload=upload,
                letter_reference=form.cleaned_data.get("letter_reference", ""),
                letter_date=form.cleaned_data.get("letter_date"),
            )
            form.data = form.data.copy()
            form.data["seen"] = kept.version
            form.fields["upload"].required = False
            messages.info(self.request, _("The letter “%(name)s” is kept.") % {"name": kept.letter_name})
            self.__dict__["submission"] = kept
        return super().form_invalid(form)

    def save(self, form, seen):
        values = dict(form.cleaned_data)
        values.pop("seen")
        actions.attach_letter(self.submission, by=self.request.user, seen=seen, **values)


class Submit(OneSubmission, TemplateView):
    """The last look before it goes to the Secretariat; the button is what submits."""

    template_name = "designating/submit.html"

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not self.may_change:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        if not self.submission.can_be_changed:
            return redirect(self.submission)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            problems=queries.problems(self.submission),
            effects=queries.effects(self.submission),
            person=self.submission.person and disclose(self.submission.person, self.request.user),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        seen = request.POST.get("seen", "")
        try:
            actions.submit(self.submission, by=request.user, seen=int(seen) if seen.isdecimal() else -1)
        except IncompleteSubmissionError:
            return self.render_to_response(self.get_context_data())
        except SubmissionError as refused:
            messages.error(request, str(refused))
        else:
            messages.success(
                request, _("The designation is with the Secretariat. You are told when it is verified or returned.")
            )
        return redirect(self.submission)


class Withdraw(OneSubmission, FormView):
    template_name = "designating/reason.html"
    form_class = forms.ReasonForm

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not self.may_change:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(title=_("Withdraw the designation"), button=_("Withdraw"), **kwargs)

    def form_valid(self, form):
        try:
            actions.withdraw(self.submission, by=self.request.user, reason=form.cleaned_data["reason"])
        except SubmissionError as refused:
            messages.error(self.request, str(refused))
        else:
            messages.success(self.request, _("The designation is withdrawn."))
        return redirect(self.submission)


class Deciding(OneSubmission, FormView):
    """A step of the Secretariat."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            if not request.user.has_perm("designating.decide_submission"):
                # 404 for whom it does not exist, 403 for whom it does.
                if self.submission:
                    raise PermissionDenied
            elif self.submission.state != SubmissionState.SUBMITTED:
                messages.warning(
                    request,
                    _("This designation does not wait for a decision any more: it is “%(state)s”.")
                    % {"state": self.submission.get_state_display()},
                )
                return redirect(self.submission)
        return super().dispatch(request, *args, **kwargs)


class Return(Deciding):
    template_name = "designating/reason.html"
    form_class = forms.ReasonForm

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "label": _("What the authority has to put right")}

    def get_context_data(self, **kwargs):
        return super().get_context_data(title=_("Return the designation"), button=_("Return it"), **kwargs)

    def form_valid(self, form):
        try:
            actions.return_submission(self.submission, by=self.request.user, reason=form.cleaned_data["reason"])
        except SubmissionError as refused:
            messages.error(self.request, str(refused))
        else:
            messages.success(self.request, _("The designation is returned, and the authority is told why."))
        return redirect(self.submission)


class Verify(Deciding):
    template_name = "designating/verify.html"
    form_class = forms.VerifyForm

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "submission": self.submission, "viewer": self.request.user}

    def get_context_data(self, **kwargs):
        return super().get_context_data(effects=queries.effects(self.submission), **kwargs)

    def form_valid(self, form):
        try:
            actions.verify(
                self.submission,
                by=self.request.user,
                person=form.cleaned_data["person"],
                source=form.cleaned_data["source"],
            )
        except (SubmissionError, ValidationError) as refused:
            form.add_error(None, getattr(refused, "messages", None) or str(refused))
            return self.form_invalid(form)
        messages.success(self.request, _("The designation is verified and stands in the record."))
        return redirect(self.submission)


@login_required
@require_POST
def invite(request, pk):
    """Write once more to whoever has not accepted."""
    submission = get_object_or_404(Submission.objects.visible_to(request.user), pk=pk)
    if not (is_secretariat(request.user) or request.user.has_perm("designating.change_submission", submission)):
        raise PermissionDenied
    try:
        actions.invite_again(submission, by=request.user)
    except SubmissionError as refused:
        messages.info(request, str(refused))
    else:
        messages.success(request, _("The invitation is sent again."))
    return redirect(submission)


@require_safe
def letter_file(request, pk):
    """The letter, to the Secretariat and to those who act for the authority; to nobody else."""
    submission = get_object_or_404(Submission.objects.visible_to(request.user), pk=pk)
    if not submission.letter:
        raise Http404
    try:
        file = default_storage.open(submission.letter)
    except FileNotFoundError as lost:
        raise Http404 from lost
    response = FileResponse(
        file,
        as_attachment=True,
        filename=submission.letter_name,
        content_type=CONTENT_TYPES[submission.letter_kind],
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


# --- Authorities --------------------------------------------------------------------------------------------


class OfSecretariat(Procedure):
    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not request.user.has_perm("designating.change_authority"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class Authorities(OfSecretariat, TemplateView):
    template_name = "designating/authorities.html"

    def get_context_data(self, **kwargs):
        authorities = Authority.objects.select_related("country").prefetch_related("signers")
        page = Paginator(authorities, ON_A_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(page_obj=page, **kwargs)


class AuthorityPage(OfSecretariat, FormView):
    """An authority is entered, or put right."""

    template_name = "designating/authority.html"
    form_class = forms.AuthorityForm

    def trail(self):
        return [*super().trail(), (_("Designating authorities"), reverse("designating:authorities"))]

    @cached_property
    def authority(self):
        return get_object_or_404(Authority, pk=self.kwargs["pk"]) if "pk" in self.kwargs else None

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "instance": self.authority}

    def get_context_data(self, **kwargs):
        return super().get_context_data(authority=self.authority, **kwargs)

    def form_valid(self, form):
        signers, by = form.cleaned_data["signers"], self.request.user
        try:
            if self.authority is None:
                actions.entitle_authority(by=by, signers=signers, **form.values())
            else:
                standing = Authority.objects.get(pk=self.authority.pk)
                actions.change_authority(standing, by=by, **form.values())
                actions.change_signers(standing, signers, by=by)
        except ValidationError as refused:
            form.add_error(None, refused)
            return self.form_invalid(form)
        messages.success(self.request, _("Saved."))
        return redirect("designating:authorities")


# --- Whoever is designated ----------------------------------------------------------------------------------


def decline_form(post, data=None):
    """Each post on the page has a form of its own, with names of its own for its fields."""
    return forms.ReasonForm(data, auto_id=f"decline-{post.pk}-%s")


class MyPosts(LoginRequiredMixin, TemplateView):
    """Posts somebody was designated for, with what is asked of them, to accept or decline."""

    template_name = "designating/my_posts.html"

    def get_context_data(self, **kwargs):
        person = self.request.user.record
        form, answered = kwargs.get("form"), kwargs.pop("answered", None)
        terms = {}
        for version in terms_to_accept(person) if person else ():
            terms.setdefault(version.category_id, version)
        posts = list(queries.posts_to_accept(self.request.user))
        return super().get_context_data(
            posts=[
                {
                    "designation": post,
                    "terms": terms.get(post.category_id),
                    "decline_form": form if post == answered else decline_form(post),
                }
                for post in posts
            ],
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        posts = queries.posts_to_accept(request.user)
        designation = get_object_or_404(posts, pk=kwargs["pk"])
        if "decline" in request.POST:
            return self.decline(designation)
        for version in terms_to_accept(request.user.record):
            if version.category_id == designation.category_id:
                accept_terms(request.user.record, version, by=request.user, language=get_language())
        if actions.take_on(designation, by=request.user):
            messages.success(request, _("You have accepted the post. Thank you."))
        return redirect("my_posts:list")

    def decline(self, designation):
        form = decline_form(designation, self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form, answered=designation))
        actions.decline_post(designation, by=self.request.user, reason=form.cleaned_data["reason"])
        messages.info(self.request, _("The authority and the Secretariat are told that you do not take the post on."))
        return redirect("my_posts:list")


class MyCountry(LoginRequiredMixin, FormView):
    """The focal point's own page of their country: deputies and national authorised users."""

    template_name = "designating/my_country.html"
    form_class = forms.EnrolForm

    @cached_property
    def post_held(self):
        posts = queries.focal_point_posts(self.request.user)
        if "code" in self.kwargs:
            posts = posts.filter(country__iso2=self.kwargs["code"].upper())
        post = posts.first()
        if post is None:
            raise PermissionDenied(_("Only a national focal point in office has this page."))
        return post

    def get_initial(self):
        return {"language": self.request.user.language, "starts_on": timezone.localdate()}

    def get_context_data(self, **kwargs):
        helpers = (
            Designation.objects.filter(
                country=self.post_held.country, category__code__in=actions.ENROLLED_BY_FOCAL_POINTS
            )
            .select_related("person__user", "category")
            .order_by("category__position", "-starts_on")
        )
        return super().get_context_data(
            post_held=self.post_held,
            drafts=Draft.objects.waiting()
            .filter(institution__country=self.post_held.country)
            .select_related("institution", "drafted_by__person"),
            country=self.post_held.country,
            current=[held for held in helpers if held.state in ("active", "to-come")],
            past=[held for held in helpers if held.state not in ("active", "to-come")],
            **kwargs,
        )

    def form_valid(self, form):
        values = dict(form.cleaned_data)
        known = (
            Person.objects.visible_to(self.request.user).listed().filter(user__email__iexact=values["email"]).first()
        )
        try:
            actions.enrol(self.post_held, values.pop("category"), by=self.request.user, person=known, **values)
        except (SubmissionError, ValidationError) as refused:
            form.add_error(None, getattr(refused, "messages", None) or str(refused))
            return self.form_invalid(form)
        messages.success(self.request, _("%(email)s is enrolled, and was written to.") % {"email": values["email"]})
        return redirect("my_posts:country", self.post_held.country.code)


class EndEnrolment(LoginRequiredMixin, FormView):
    template_name = "designating/end_enrolment.html"
    form_class = forms.EndForm

    @cached_property
    def designation(self):
        helpers = Designation.objects.filter(category__code__in=actions.ENROLLED_BY_FOCAL_POINTS)
        designation = get_object_or_404(helpers.select_related("person", "country", "category"), pk=self.kwargs["pk"])
        if not self.request.user.has_perm("designating.end_enrolment", designation):
            raise PermissionDenied
        return designation

    def get_initial(self):
        return {"on": timezone.localdate()}

    def get_context_data(self, **kwargs):
        return super().get_context_data(designation=self.designation, **kwargs)

    def form_valid(self, form):
        try:
            ended = actions.end_enrolment(self.designation, by=self.request.user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error("on", refused.messages)
            return self.form_invalid(form)
        if ended:
            messages.success(self.request, _("Their part ends on that day. It stays in the record."))
        else:
            messages.info(self.request, _("Their part had ended by then already."))
        return redirect("my_posts:country", self.designation.country.code)
