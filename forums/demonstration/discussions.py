"""Entering the groups and discussions of the file, past all letters, with times that lie behind us."""

import tomllib
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from directory.choices import Audience
from directory.models import Chemical, Person, Region, User
from forums.actions import happen
from forums.actions.counting import recount_groups, recount_thread
from forums.actions.events import locked
from forums.choices import Capacity, EventKind, MailLevel, Role, ThreadKind
from forums.finding.actions import take_in
from forums.finding.models import PendingPost
from forums.models import Group, GroupText, Membership, Post, Thread
from forums.rendering import render

FILE = Path(__file__).with_name("discussions.toml")
ACCOUNTS = ("focal.point", "member", "official.contact", "senegal", "expert", "expert.two")
# Members without a sign-in of the demonstration, so that lists of members are more than a line.
MEMBERS_EACH = 12


@transaction.atomic
def make_discussions():
    """Enter them, once. Returns how many posts there are."""
    if Group.objects.filter(is_demo=True).exists():
        return 0
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    speakers = _Speakers()
    written = sum(_make_group(group, speakers) for group in told["group"])
    recount_groups(Group.objects.filter(is_demo=True))
    transaction.on_commit(take_in, robust=True)
    return written


@transaction.atomic
def remove_discussions():
    """Take out the groups of the demonstration with all that was written in them, and the members made for them."""
    groups = Group.objects.filter(is_demo=True)
    threads = Thread.objects.filter(group__in=groups)
    threads.update(accepted=None, merged_into=None)
    Post.objects.filter(thread__in=threads).delete()
    threads.delete()
    groups.delete()
    User.objects.filter(email__endswith=f"@{_Speakers.DOMAIN}").delete()


def _make_group(told, speakers):
    group = Group.objects.create(
        slug=told["slug"],
        kind=told["kind"],
        visibility=told["visibility"],
        joining=told["joining"],
        language=told.get("language", "en"),
        region=Region.objects.filter(code=told.get("region", "")).first(),
        created_at=timezone.now() - timedelta(days=400),
        is_demo=True,
        **{f"name_{code}": name for code, name in told["names"].items()},
    )
    group.chemicals.set(Chemical.objects.filter(code__in=told.get("chemicals", [])))
    languages = {*told.get("description", {}), *told.get("rules", {}), *told.get("terms", {})}
    for language in languages:
        GroupText.objects.create(
            group=group,
            language=language,
            description=told.get("description", {}).get(language, ""),
            rules=told.get("rules", {}).get(language, ""),
            terms_of_reference=told.get("terms", {}).get(language, ""),
        )
    users = [speakers.accounts[name] for name in ACCOUNTS if name in speakers.accounts]
    if told["visibility"] == "closed":
        users = [user for user in users if user.email.startswith(("focal.point", "senegal"))]
    facilitator = speakers.accounts.get(told["facilitator"])
    for user in [*users, *speakers.others()]:
        Membership.objects.create(
            group=group,
            user=user,
            role=Role.FACILITATOR if user == facilitator else Role.MEMBER,
            mail_level=MailLevel.DAILY if user in users else MailLevel.NONE,
            joined_at=group.created_at,
        )
    return sum(_make_thread(group, thread, speakers) for thread in told["thread"])


def _make_thread(group, told, speakers):
    begun = timezone.now() - timedelta(days=told["days_ago"], hours=3)
    first = speakers.of(told["post"][0]["by"])
    thread = Thread.objects.create(
        group=group,
        title=told["title"],
        language=told["language"],
        kind=told.get("kind", ThreadKind.DISCUSSION),
        author=first.user,
        person=first,
        is_pinned=told.get("pinned", False),
        created_at=begun,
        last_post_at=begun,
    )
    thread.tags.set(told.get("tags", []))
    thread = locked(thread)
    posts = []
    for number, post in enumerate(told["post"], 1):
        person = speakers.of(post["by"])
        capacity, country, institution = speakers.capacity(person, post.get("capacity", Capacity.PERSONAL))
        text = post["text"].strip()
        posts.append(
            Post.objects.create(
                thread=thread,
                number=number,
                answers=posts[post["answers"] - 1] if "answers" in post else None,
                author=person.user,
                person=person,
                capacity=capacity,
                country=country,
                institution=institution,
                text=text,
                html=render(text),
                language=post["language"],
                posted_at=begun + timedelta(days=post.get("days", 0), hours=number),
            )
        )
    if "accepted" in told:
        Thread.objects.filter(pk=thread.pk).update(accepted=posts[told["accepted"] - 1])
    recount_thread(thread)
    happen(thread, EventKind.CHANGED)
    PendingPost.objects.bulk_create([PendingPost(post=post) for post in posts])
    return len(posts)


class _Speakers:
    """Who says what: the sign-ins by their names, and people of the demonstration by their countries."""

    DOMAIN = "members.demonstration.example.org"

    def __init__(self):
        users = User.objects.filter(email__in=[f"{name}@example.org" for name in ACCOUNTS], person__isnull=False)
        self.accounts = {user.email.partition("@")[0]: user for user in users.select_related("person")}
        listed = Person.objects.listed().filter(is_demo=True, user=None, listing=Audience.EVERYONE)
        self._people = list(listed.order_by("pk").select_related("country"))
        self._by_country: dict = {}
        for person in self._people:
            if person.country:
                self._by_country.setdefault(person.country.iso2, []).append(person)
        self._used = 0

    def of(self, name):
        if name in self.accounts:
            return self.accounts[name].person
        found = self._by_country.get(name)
        # A small network does not have people of every country.
        return found[0] if found else self._people[sum(map(ord, name)) % len(self._people)]

    def capacity(self, person, wished):
        if wished == Capacity.PARTY and person.country:
            return Capacity.PARTY, person.country, None
        if wished == Capacity.ORGANISATION:
            affiliation = person.affiliations.filter(institution__isnull=False).select_related("institution").first()
            if affiliation:
                return Capacity.ORGANISATION, None, affiliation.institution
        return Capacity.PERSONAL, None, None

    def others(self):
        """Some people of the network, each given a sign-in nobody can use."""
        chosen = self._people[self._used : self._used + MEMBERS_EACH]
        self._used += MEMBERS_EACH
        found = []
        for person in chosen:
            user = User(email=f"{person.slug}@{self.DOMAIN}", language="en")
            user.set_unusable_password()
            user.save()
            Person.objects.filter(pk=person.pk).update(user=user)
            person.user = user
            found.append(user)
        return found
