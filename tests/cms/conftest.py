"""The site's pages, and people who look after them."""

import pytest
from django.contrib.auth.models import Group, Permission

from cms.actions.pages import create_site_pages
from tests.factories import UserFactory


@pytest.fixture
def site_pages(db):
    """The pages a new site has, in six languages."""
    return create_site_pages()


@pytest.fixture
def page_editor(db):
    """Somebody who may enter the administration to write pages, but is not of the Secretariat."""
    user = UserFactory(email="editor@example.org")
    group = Group.objects.create(name="Writers of pages")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    user.groups.add(group)
    return user
