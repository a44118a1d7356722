"""What rooms above put beside a record or a list: the directory does not know them, they come to it."""

_renderers = []


def put(renderer):
    """Let ``renderer(thing, request)`` add markup beside a record, a country or a list; or nothing."""
    if renderer not in _renderers:
        _renderers.append(renderer)


def beside(thing, request):
    return [markup for renderer in _renderers if (markup := renderer(thing, request))]
