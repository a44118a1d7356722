"""What a worker does for editions."""

from django_tasks import task

from .actions import publish_edition
from .making import make
from .models import Edition


@task()
def make_edition(pk, then_publish=False):
    """Make an edition that was asked for; one that is made already, or in other hands, is left alone."""
    if make(pk) and then_publish:
        publish_edition(Edition.objects.get(pk=pk), by=None)
