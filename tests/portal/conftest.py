"""What tests of signing in need: no limits left over from other tests, and the second factor asked for."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def strict(settings):
    """The site as it is in production, and nobody locked out by the test before."""
    settings.SECOND_FACTOR_REQUIRED = True
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def letters(mailoutbox, django_capture_on_commit_callbacks):
    """Letters leave after the commit: ``with letters(): …`` lets them."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
