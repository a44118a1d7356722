"""Where sockets are, as the policy of pages names it."""

from urllib.parse import urlsplit


def socket_source(base_url, port=0):
    """The source to which pages may open sockets: beside the site's own address, or at a port of any name it has."""
    address = urlsplit(base_url)
    scheme = "wss" if address.scheme == "https" else "ws"
    return f"{scheme}://*:{port}" if port else f"{scheme}://{address.netloc}"
