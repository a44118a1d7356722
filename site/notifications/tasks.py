"""What a worker does for the outbox."""

from django_tasks import task

from .delivery import deliver


@task()
def deliver_mail(pk):
    """Send one mail right after its transaction; failed ones are taken up by the periodic sweep."""
    deliver(pk)
