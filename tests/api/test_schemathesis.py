"""Schemathesis makes up requests from the description, good and bad, and holds the answers against it.

Here a few for each address, so that it fits among the tests; `README.md` of `site/api` says how all are run.
"""

import pytest
import schemathesis
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode

from tests.factories import ChemicalFactory, ExpertiseTermFactory, InstitutionFactory, PartyFactory
from tests.factories.experts import FieldOfExpertiseFactory, NominationFactory

pytestmark = pytest.mark.django_db
EXAMPLES = 8


@pytest.fixture
def described(focal_point, official_contact, index, settings):
    """The interface over a small directory, with nobody limited."""
    settings.API_REQUESTS_A_MINUTE = {"visitor": 10**9, "member": 10**9}
    # Schemathesis asks for compressed answers and, called within the process, does not unpack them.
    packing = ("django.middleware.gzip.GZipMiddleware", "portal.compression.BrotliForVisitors")
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if each not in packing]
    PartyFactory()
    ChemicalFactory()
    ExpertiseTermFactory()
    InstitutionFactory()
    NominationFactory(entry=FieldOfExpertiseFactory().entry)
    index()
    # The transaction of the test is on this connection, which the end of a request would close.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_no_request_that_can_be_made_up_breaks_the_description(described, mode):
    tried = []
    for found in described.get_all_operations():
        operation = found.ok()

        @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy(generation_mode=mode))
        def answers_as_described(case):
            cache.clear()
            case.call_and_validate()

        # An address without parameters has nothing that could be wrong.
        if mode is GenerationMode.POSITIVE or operation.query or operation.path_parameters:
            answers_as_described()
            tried.append(operation.path)
    assert len(tried) >= 13
