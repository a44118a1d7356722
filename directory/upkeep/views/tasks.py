"""What the Secretariat has to do about records."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from ..actions.tasks import claim_task, close_task, release_task
from ..choices import TaskState
from ..forms import CloseTaskForm
from ..kinds import kind_of
from ..models import Task
from .access import SecretariatPage

TASKS_ON_A_PAGE = 50


class Tasks(SecretariatPage, TemplateView):
    """Tasks that wait, the longest waiting on top; of one kind or of all; those done on request."""

    template_name = "upkeep/tasks.html"

    def trail(self):
        return [*super().trail(), (_("Upkeep of the directory"), reverse("upkeep:overview"))]

    def get_context_data(self, **kwargs):
        done = self.request.GET.get("state") == TaskState.DONE
        chosen = self.request.GET.get("kind", "")
        tasks = (
            Task.objects.filter(state=TaskState.DONE).order_by("-done_at", "-pk") if done else Task.objects.to_do()
        )
        numbers = dict(tasks.order_by().values_list("kind").annotate(Count("pk")))
        if chosen in numbers:
            tasks = tasks.filter(kind=chosen)
        else:
            chosen = ""
        tasks = tasks.select_related("claimed_by", "done_by", "content_type").prefetch_related("record")
        return super().get_context_data(
            done=done,
            state=TaskState.DONE if done else "",
            chosen=chosen,
            number=sum(numbers.values()),
            kinds=sorted(
                ({"code": code, "words": str(kind_of(code).words), "number": each} for code, each in numbers.items()),
                key=lambda kind: (-kind["number"], kind["words"]),
            ),
            page_obj=Paginator(tasks, TASKS_ON_A_PAGE).get_page(self.request.GET.get("page")),
            **kwargs,
        )


class OneTask(SecretariatPage, TemplateView):
    """One task: what is known, what can be done, and the ways to go on."""

    template_name = "upkeep/task.html"

    def dispatch(self, request, *args, **kwargs):
        self.form = None
        return super().dispatch(request, *args, **kwargs)

    def trail(self):
        return [
            *super().trail(),
            (_("Upkeep of the directory"), reverse("upkeep:overview")),
            (_("Tasks"), reverse("upkeep:tasks")),
        ]

    def task(self):
        return get_object_or_404(Task.objects.select_related("claimed_by", "done_by"), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        task = self.task()
        return super().get_context_data(
            task=task,
            record=task.record,
            is_done=task.state == TaskState.DONE,
            is_mine=task.claimed_by_id == self.request.user.pk,
            form=self.form or CloseTaskForm(),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        verb = request.POST.get("verb")
        task = self.task()
        if verb == "claim":
            if not claim_task(task, by=request.user):
                messages.info(request, _("The task is done already."))
        elif verb == "release":
            release_task(task, by=request.user)
        elif verb == "close":
            self.form = CloseTaskForm(request.POST)
            if not self.form.is_valid():
                return self.render_to_response(self.get_context_data(**kwargs), status=422)
            if close_task(task, by=request.user, why=self.form.cleaned_data["why"]):
                messages.success(request, _("The task is closed."))
                return redirect("upkeep:tasks")
            messages.info(request, _("The task is done already."))
        else:
            raise Http404
        return redirect(task)
