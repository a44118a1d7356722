"""Where a mail belongs: which post it answers, which group it is for, what its address asks."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from directory.models import User
from forums.choices import ThreadState
from forums.mailing import keys
from forums.models import Group, Post, Thread
from forums.queries import capacities_of

from . import commands, headers, people, reading
from .models import ReceivedMail

# “Re: title” belongs to a thread of the group so old at most.
_SAME_TITLE = timedelta(days=90)


@dataclass
class Target:
    """``user`` is whom the key in the address was made for; ``word`` what the address itself asks for."""

    group: Group | None = None
    thread: Thread | None = None
    post: Post | None = None
    user: User | None = None
    word: str = ""
    command: tuple | None = None


def target_of(mail, message):
    """What a mail is for. A key comes before all else, for “reply to all” writes to the group as well."""
    if (keyed := _keyed(mail)) is not None:
        return keyed
    for address in mail.recipients:
        if found := keys.read_command(address):
            return Target(group=found[0], word=found[1])
    group = next(filter(None, map(keys.group_of, mail.recipients)), None)
    if group is None and any(address.lower() == keys.help_address().lower() for address in mail.recipients):
        return Target(command=(commands.HELP, None))
    if post := _post_answered(message, group):
        return _of_post(post)
    if group is not None and (thread := _thread_of_title(mail, group)):
        return Target(group=group, thread=thread)
    return Target(group=group)


def question_answered(mail):
    """The held mail whose question this one answers, or None."""
    for address in mail.recipients:
        number = keys.read_question_address(address)
        held = ReceivedMail.objects.select_related("user", "group").filter(pk=number).first() if number else None
        if held is not None and held.user is not None:
            return held
    return None


def _keyed(mail):
    found = [key for address in mail.recipients if (key := keys.read_reply_address(address))]
    targets = []
    for user_pk, post_pk in found:
        user = User.objects.filter(pk=user_pk, is_active=True).select_related("person").first()
        post = Post.objects.select_related("thread__group").filter(pk=post_pk).first()
        if user is not None and post is not None:
            target = _of_post(post)
            target.user = user
            targets.append(target)
    return next((one for one in targets if mail.sender in people.addresses_of(one.user)), None) or next(
        iter(targets), None
    )


def _of_post(post):
    thread = post.thread
    while thread.state == ThreadState.MERGED and thread.merged_into_id:
        thread = thread.merged_into
    return Target(group=thread.group, thread=thread, post=post)


def _post_answered(message, group):
    """The post whose mail is answered, by the names mail programs repeat; of another group only without one."""
    named = headers.answered(message)
    posts = Post.objects.select_related("thread__group")
    for name in named:
        post = keys.post_of(f"<{name}>") or posts.filter(message_id=name).order_by("pk").first()
        if post is not None and (group is None or post.thread.group_id == group.pk):
            return post
    return None


def _thread_of_title(mail, group):
    if not reading.says_it_answers(mail.subject):
        return None
    return (
        Thread.objects.filter(
            group=group,
            state=ThreadState.SHOWN,
            title__iexact=reading.bare_subject(mail.subject)[:200],
            last_post_at__gte=timezone.now() - _SAME_TITLE,
        )
        .order_by("-last_post_at")
        .first()
    )


def capacity_of(user, thread):
    """In what capacity somebody speaks who writes a mail: as they last did in that thread, if they still may; else
    personally. To speak for a Party is chosen, not assumed.
    """
    possible = capacities_of(user)
    last = thread.posts.filter(author=user).order_by("-number").first() if thread is not None else None
    if last is not None:
        for value, country, institution in possible:
            if value.partition(":")[0] == last.capacity and (country, institution) == (
                last.country,
                last.institution,
            ):
                return value, country, institution
    personal = next((one for one in possible if one[0] == "personal"), None)
    return personal or next(iter(possible), None)
