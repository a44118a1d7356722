"""Archives that come in, for the Secretariat; copies of groups, for who looks after them."""

import uuid

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, FormView, ListView

from forums.models import Group

from .actions import ask_for_export, begin_import, confirm_import, give_up_import
from .forms import ImportForm
from .models import ArchiveImport, GroupExport


class OfSecretariat(LoginRequiredMixin):
    """A page that does not exist for anybody else."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not request.user.has_perm("forum_archives.bring_in"):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


def _trail(*more):
    return [(_("Forums"), reverse("forums:home")), *more]


class Imports(OfSecretariat, FormView):
    template_name = "archives/imports.html"
    form_class = ImportForm

    def get_initial(self):
        return {"token": uuid.uuid4(), "group": self.request.GET.get("group", "")}

    def form_valid(self, form):
        asked = form.cleaned_data
        begun = begin_import(
            asked["group"],
            asked["file"],
            kind=asked["kind"],
            language=asked["language"],
            by=self.request.user,
            token=asked["token"],
        )
        return redirect(begun)

    def get_context_data(self, **kwargs):
        imports = ArchiveImport.objects.select_related("group")[:50]
        return super().get_context_data(imports=imports, trail=_trail(), **kwargs)


class Import(OfSecretariat, DetailView):
    template_name = "archives/import.html"
    context_object_name = "archive"

    def get_queryset(self):
        return ArchiveImport.objects.select_related("group")

    def get_context_data(self, **kwargs):
        report = self.object.report
        languages = dict(ImportForm.base_fields["language"].choices)
        return super().get_context_data(
            trail=_trail((_("Archives"), reverse("forum_archives:imports"))),
            titles=report.get("titles", []),
            languages=[(languages.get(code, code), count) for code, count in report.get("languages", {}).items()],
            **kwargs,
        )


@require_POST
def confirm(request, pk):
    archive = _archive_of(request, pk)
    if not confirm_import(archive, by=request.user):
        messages.info(request, _("This archive is being brought in already, or was given up."))
    return redirect(archive)


@require_POST
def give_up(request, pk):
    archive = _archive_of(request, pk)
    if give_up_import(archive, by=request.user):
        messages.success(request, _("The archive was thrown away. Nothing of it was brought in."))
        return redirect("forum_archives:imports")
    messages.error(request, _("This archive is being worked on, or is in already."))
    return redirect(archive)


def _archive_of(request, pk):
    if not request.user.has_perm("forum_archives.bring_in"):
        raise Http404
    return get_object_or_404(ArchiveImport, pk=pk)


class Copies(LoginRequiredMixin, ListView):
    """Copies of one group that this reader had made, and the button for another."""

    template_name = "archives/copies.html"
    context_object_name = "copies"

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            self.group = _group_of(request, kwargs["slug"])
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        return GroupExport.objects.filter(group=self.group, by=self.request.user)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            group=self.group,
            token=uuid.uuid4(),
            trail=_trail((self.group.name, self.group.get_absolute_url())),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        try:
            token = uuid.UUID(request.POST.get("token", ""))
        except ValueError:
            token = uuid.uuid4()
        ask_for_export(self.group, by=request.user, language=get_language(), token=token)
        messages.success(request, _("The copy is being made. We write to you when it is ready."))
        return redirect("forum_archives:copies", slug=self.group.slug)


def copy(request, slug, pk):
    """The file, for who had it made and still looks after the group."""
    if not request.user.is_authenticated:
        raise Http404
    group = _group_of(request, slug)
    export = get_object_or_404(GroupExport, pk=pk, group=group, by=request.user, state="ready")
    day = export.asked_at.date().isoformat()
    return FileResponse(
        default_storage.open(export.file),
        as_attachment=True,
        filename=f"{group.slug}-{day}.zip",
        content_type="application/zip",
    )


def _group_of(request, slug):
    group = get_object_or_404(Group.objects.visible_to(request.user), slug=slug)
    if not request.user.has_perm("forum_archives.take_away", group):
        raise PermissionDenied
    return group
