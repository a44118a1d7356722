"""Archives are read, written and made in the background."""

from django_tasks import task


@task()
def work_on_import(key):
    from .actions import work_on
    from .models import ArchiveImport

    if archive := ArchiveImport.objects.filter(pk=key).first():
        work_on(archive)


@task()
def make_export_of(key):
    from .actions import make_export
    from .models import GroupExport

    if export := GroupExport.objects.filter(pk=key).first():
        make_export(export)
