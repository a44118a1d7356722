"""What a worker does for the mail of the forums."""

from django_tasks import task


@task()
def mail_soon():
    """Spread and write what waits, right after the post it tells about."""
    from .actions import mail_out

    mail_out()
