"""Polls, opened as people open them."""

from datetime import timedelta

from django.utils import timezone

from forums.polls.actions import open_poll

OPTIONS = ("PCB in transformers", "DDT in stores", "Dioxins from open burning")


def make_poll(thread, by, *, options=OPTIONS, days=7, **more):
    """A poll in a thread; ``more`` are the words of ``open_poll``."""
    more.setdefault("question", {"en": "What comes first?", "fr": "Que faire d’abord ?"})
    more.setdefault("closes_at", timezone.now() + timedelta(days=days))
    texts = [option if isinstance(option, dict) else {"en": option} for option in options]
    return open_poll(thread, by=by, options=texts, **more)
