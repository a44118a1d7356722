"""What joining does in the background."""

from django_tasks import task


@task()
def look_at_people():
    """Bring groups with rules up to what changed about people."""
    from .actions import keep_groups_up

    keep_groups_up()
