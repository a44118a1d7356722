"""Noting what happens in a thread, in order, and telling those who listen."""

from django.db.models import F

from ..hearing import tell
from ..models import Event, Post, Thread


def locked(thread):
    """The thread as it is now, kept from others until the transaction ends."""
    return Thread.objects.select_for_update(of=("self",)).select_related("group").get(pk=thread.pk)


def locked_with_thread(post):
    """(thread, post) as they are now, the thread kept from others until the transaction ends. A post may have moved
    to another thread while its own was waited for.
    """
    thread = locked(post.thread)
    post = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    while post.thread_id != thread.pk:
        thread = locked(post.thread)
        post = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    return thread, post


def happen(thread, kind, *, post=None, by=None, **changes):
    """Write down one event, with changes of the thread's own fields. Returns the event.

    The caller holds the thread's lock, or changes nothing that was read before. Whoever holds it knows the version
    that comes next, and need not ask for it.
    """
    version = thread.version + 1
    known = Thread.objects.filter(pk=thread.pk, version=thread.version)
    if not known.update(version=version, **changes):
        Thread.objects.filter(pk=thread.pk).update(version=F("version") + 1, **changes)
        version = Thread.objects.values_list("version", flat=True).get(pk=thread.pk)
    thread.version = version
    for name, value in changes.items():
        if not hasattr(value, "resolve_expression"):
            setattr(thread, name, value)
    event = Event.objects.create(thread=thread, version=version, kind=kind, post=post, by=by)
    tell(event)
    return event
