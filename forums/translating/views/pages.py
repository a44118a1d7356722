"""Translations of one post, writing one, and what should be translated."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import add_never_cache_headers
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import FormView, TemplateView

from directory.models.names import direction
from directory.permissions import is_member
from forums.exceptions import Refused

from .. import actions, machine, queries
from ..forms import RemoveForm, TranslationForm
from ..models import MachineRequest, Translation
from .parts import LANGUAGES, post_to, shown_post, trail_to, trail_to_forums


class Translations(TemplateView):
    """A post with all its translations, their state, and what one can do about them."""

    template_name = "forum_translating/translations.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        post = shown_post(user, self.kwargs["pk"])
        made = queries.translations_of(post)
        for translation in made.values():
            translation.post = post
        may_translate = user.has_perm("forum_translating.translate_post", post)
        sends = may_translate and machine.is_on() and queries.sends_outside(post.thread.group)
        asked = {each.language: each for each in MachineRequest.objects.filter(post=post)} if sends else {}
        rows = [
            {
                "code": code,
                "name": name,
                "translation": made.get(code),
                "asked": asked.get(code),
                "may_be_checked": code in made and may_check_it(user, made[code]),
            }
            for code, name in LANGUAGES.items()
            if code != post.language and (may_translate or code in made)
        ]
        return super().get_context_data(
            post=post,
            rows=rows,
            may_translate=may_translate,
            may_check=user.has_perm("forum_translating.check_translation", post),
            sends_outside=sends,
            trail=trail_to(post),
            **kwargs,
        )


class Write(LoginRequiredMixin, FormView):
    """The original on one side, what one writes on the other."""

    template_name = "forum_translating/write.html"
    form_class = TranslationForm

    @cached_property
    def post_of_page(self):
        return post_to(self.request.user, "forum_translating.translate_post", self.kwargs["pk"], self.kwargs["code"])

    @cached_property
    def standing(self):
        return Translation.objects.filter(post=self.post_of_page, language=self.kwargs["code"]).first()

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    def get_initial(self):
        standing = self.standing
        return {"title": standing.title, "text": standing.text} if standing else {}

    def get_form_kwargs(self):
        code = self.kwargs["code"]
        return {
            **super().get_form_kwargs(),
            "post": self.post_of_page,
            "language": code,
            "direction": direction(code),
        }

    def get_context_data(self, **kwargs):
        post, code = self.post_of_page, self.kwargs["code"]
        return super().get_context_data(
            post=post, standing=self.standing, language_name=LANGUAGES[code], trail=trail_to(post), **kwargs
        )

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form):
        post, code = self.post_of_page, self.kwargs["code"]
        try:
            actions.offer(post, by=self.request.user, language=code, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.reason)
            return self.form_invalid(form)
        messages.success(self.request, _("Thank you. Your translation stands beside the post."))
        return redirect("forum_translating:translations", post.pk)


class Remove(LoginRequiredMixin, FormView):
    template_name = "forum_translating/remove.html"
    form_class = RemoveForm

    @cached_property
    def translation(self):
        post = post_to(self.request.user, "forum_translating.check_translation", self.kwargs["pk"])
        return get_object_or_404(Translation, post=post, language=self.kwargs["code"])

    def get_context_data(self, **kwargs):
        post = self.translation.post
        return super().get_context_data(translation=self.translation, post=post, trail=trail_to(post), **kwargs)

    def form_valid(self, form):
        post = self.translation.post
        if actions.remove(self.translation, by=self.request.user, reason=form.cleaned_data["reason"]):
            messages.success(self.request, _("The translation is taken away."))
        return redirect("forum_translating:translations", post.pk)


def may_check_it(user, translation):
    """Whether this user's word counts: somebody else than who translated reads it, unless they wrote the post."""
    return translation.by_id != user.pk or user.pk == translation.post.author_id


@login_required
@require_POST
def check(request, pk, code):
    post = post_to(request.user, "forum_translating.check_translation", pk)
    translation = get_object_or_404(Translation, post=post, language=code)
    translation.post = post
    if not may_check_it(request.user, translation):
        raise PermissionDenied
    if actions.check(translation, by=request.user):
        messages.success(request, _("The translation is marked as checked."))
    return redirect("forum_translating:translations", pk)


@login_required
@require_POST
def wish(request, pk, code):
    post = post_to(request.user, "forum_translating.translate_post", pk, code)
    if actions.wish(post, by=request.user, language=code):
        messages.success(request, _("Translators see your wish."))
    return redirect("forum_translating:translations", pk)


class Queue(LoginRequiredMixin, TemplateView):
    """What waits for somebody who writes a language."""

    template_name = "forum_translating/queue.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        if not is_member(user):
            raise Http404
        language = self.request.GET.get("into", "")
        language = language if language in LANGUAGES else get_language()
        return super().get_context_data(
            posts=queries.wanting(user, language),
            language=language,
            languages=LANGUAGES.items(),
            trail=trail_to_forums(),
            **kwargs,
        )
