"""What a worker does for mail that came in."""

from django_tasks import task


@task()
def read_mail(pk):
    """Read one mail right after it was kept; what fails is taken up by the periodic sweep."""
    from .actions.working import work

    work(pk)
