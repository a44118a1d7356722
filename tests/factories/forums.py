"""Groups, threads and posts, as small as a test needs them."""

import factory
from factory.django import DjangoModelFactory

from forums.choices import Visibility
from forums.models import Event, Group, Membership, Post, Tag, Thread
from forums.rendering import render

from .directory import PersonFactory, UserFactory


class MemberFactory(UserFactory):
    """A user with a listed record: whom groups take in."""

    person = factory.RelatedFactory(PersonFactory, factory_related_name="user")


class GroupFactory(DjangoModelFactory):
    """A group that every member of the network reads; ``visibility="closed"`` makes another."""

    class Meta:
        model = Group
        django_get_or_create = ("slug",)

    slug = factory.Sequence(lambda number: f"group-{number}")
    name_en = factory.LazyAttribute(lambda group: group.slug.replace("-", " ").capitalize())
    visibility = Visibility.MEMBERS


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    group = factory.SubFactory(GroupFactory)
    user = factory.SubFactory(MemberFactory)


class ThreadFactory(DjangoModelFactory):
    """A thread without posts."""

    class Meta:
        model = Thread

    group = factory.SubFactory(GroupFactory)
    title = factory.Sequence(lambda number: f"Thread {number}")


class PostFactory(DjangoModelFactory):
    """The next post of a thread, with the thread's numbers kept, past all gates and listeners."""

    class Meta:
        skip_postgeneration_save = True
        model = Post

    thread = factory.SubFactory(ThreadFactory)
    number = factory.LazyAttribute(lambda post: post.thread.last_number + 1)
    author = factory.SubFactory(MemberFactory)
    person = factory.LazyAttribute(lambda post: getattr(post.author, "person", None))
    text = "Twelve transformers stand behind the plant."
    language = "en"
    html = factory.LazyAttribute(lambda post: render(post.text, post.language, post.thread.group))

    @factory.post_generation
    def counted(post, create, extracted, **kwargs):  # noqa: N805
        if not create:
            return
        thread = post.thread
        thread.last_number = max(thread.last_number, post.number)
        thread.version += 1
        if post.is_shown:
            thread.post_count += 1
            thread.last_post_at, thread.last_person = post.posted_at, post.person
        thread.save()
        Event.objects.create(thread=thread, version=thread.version, kind="posted", post=post, by=post.author)


class TagFactory(DjangoModelFactory):
    class Meta:
        model = Tag
        django_get_or_create = ("slug",)

    slug = "stockpiles"
    name = factory.LazyAttribute(lambda tag: tag.slug.capitalize())
