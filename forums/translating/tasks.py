"""What a worker does for translations."""

from django_tasks import task

from .models import MachineRequest


@task()
def translate_by_machine(pk):
    from .actions import write_by_machine

    request = MachineRequest.objects.filter(pk=pk).first()
    if request is not None:
        write_by_machine(request)
