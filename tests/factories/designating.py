"""Authorities and what they submit."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from directory.designating.models import Authority

from .directory import CountryFactory


class AuthorityFactory(DjangoModelFactory):
    """The permanent mission of Kenya; ``signers=[user]`` submit for it."""

    class Meta:
        model = Authority
        skip_postgeneration_save = True

    country = factory.SubFactory(CountryFactory)
    kind = "permanent-mission"
    name = factory.LazyAttribute(lambda authority: f"Permanent Mission of {authority.country.name_en} in Geneva")
    since = date(2020, 1, 1)
    source = "Blue Book of the United Nations Office at Geneva"

    @factory.post_generation
    def signers(authority, create, users, **kwargs):  # noqa: N805
        if users:
            authority.signers.set(users)
