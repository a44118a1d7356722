"""Editions made in tests: with a real PDF where a test is about it, else without, which is quicker."""

import shutil
import subprocess

import pytest

from directory.choices import Audience
from directory.editions import actions, keeping, making
from directory.editions.choices import NoPdf
from directory.editions.models import Edition
from tests.factories import CountryFactory, PartyFactory


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def africa(db):
    """Kenya and Senegal, Parties of the region 002."""
    PartyFactory(country=CountryFactory())
    PartyFactory(country=CountryFactory(iso2="SN"))
    return "002"


@pytest.fixture
def without_pdf(monkeypatch):
    """A machine without the library that lays out PDF."""
    monkeypatch.setattr(making, "_lay_out", lambda run, page, target, before: (NoPdf.LIBRARY, 0))


@pytest.fixture
def make_edition(db):
    """An edition made as a worker makes it."""

    def make(place="002", language="en", audience=Audience.EVERYONE, *, publish=False, by=None):
        edition, _is_new = actions.ask_for_edition(place, language, audience, by=by)
        assert making.make(edition.pk)
        if publish:
            assert actions.publish_edition(edition, by=by)
        return Edition.objects.get(pk=edition.pk)

    return make


@pytest.fixture
def page_of():
    """The kept page of an edition."""
    return lambda edition: keeping.kept(edition.html).read_text()


@pytest.fixture
def pdf_text_of():
    """What another program reads in the PDF of an edition."""

    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not on this machine; .ci/run installs it.")

    def text(edition):
        if edition.pdf is None:
            pytest.skip("WeasyPrint finds no Pango on this machine; .ci/run installs it.")
        path = keeping.kept(edition.pdf)
        done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True, text=True)
        return done.stdout

    return text
