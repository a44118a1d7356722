"""Places on the pages of the forums that nested rooms and rooms above fill.

A panel of ``GROUP``, ``THREAD`` or ``DESK`` (the facilitator's page of a group) is called as
``panel(thing, request)`` and returns markup or nothing. One of ``POSTS`` is called once for all posts of a page, as
``panel(posts, request)``, and returns markup by the key of a post, so that a page asks as much for twenty as for one.
``LINE`` is what keeps a page about a thread live that is not the page of the thread itself.
Panels of the thread page cost no query unless they have something to say: what hangs beside a thread sets its
``has_beside`` (``happen(thread, EventKind.BESIDE, has_beside=True)``), and a panel looks at that before it asks.
"""

GROUP, THREAD, DESK, POSTS, MINE, LINE = "group", "thread", "desk", "posts", "mine", "line"

_panels: dict = {GROUP: [], THREAD: [], DESK: [], POSTS: [], MINE: [], LINE: []}


def put(place, panel):
    if panel not in _panels[place]:
        _panels[place].append(panel)


def of(place, thing, request):
    """The markup of every panel of a place."""
    return [markup for panel in _panels[place] if (markup := panel(thing, request))]


def of_posts(posts, request):
    """Markup by the key of a post, of all panels of posts."""
    found: dict = {}
    for panel in _panels[POSTS]:
        for key, markup in panel(posts, request).items():
            found.setdefault(key, []).append(markup)
    return found
