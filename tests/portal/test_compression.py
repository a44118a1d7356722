"""Pages travel compressed, and secrets never without padding."""

import brotli
import pytest

pytestmark = pytest.mark.django_db


def test_a_visitor_gets_brotli(client):
    answer = client.get("/en/directory/", headers={"accept-encoding": "gzip, deflate, br"})

    assert answer["Content-Encoding"] == "br"
    assert answer["Content-Length"] == str(len(answer.content))
    assert "Accept-Encoding" in answer["Vary"]
    assert "<h1>" in brotli.decompress(answer.content).decode()


def test_who_has_signed_in_gets_padded_gzip(client, member):
    client.force_login(member)

    answer = client.get("/en/directory/", headers={"accept-encoding": "gzip, deflate, br"})

    assert answer["Content-Encoding"] == "gzip"


def test_a_browser_without_brotli_gets_gzip_or_plain_text(client):
    assert client.get("/en/directory/", headers={"accept-encoding": "gzip"})["Content-Encoding"] == "gzip"
    assert not client.get("/en/directory/").has_header("Content-Encoding")
