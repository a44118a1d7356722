"""Places on the pages of the forums that nested rooms and rooms above fill.

A panel of ``GROUP``, ``THREAD`` or ``DESK`` (the facilitator's page of a group) is called as
``panel(thing, request)`` and returns markup or nothing. One of ``POSTS`` is called once for all posts of a page, as
``panel(posts, request)``, and returns markup by the key of a post, so that a page asks as much for twenty as for one.
``LINE`` is what keeps a page about a thread live that is not the page of the thread itself.
Panels of the thread page cost no query unless they have something to say: what hangs beside a thread sets its
``has_beside`` (``happen(thread, EventKind.BESIDE, has_beside=True)``), and a panel looks at that before it asks.

A panel of ``GROUP`` tells when it has something to say to visitors, so that the page of a group asks for all of them
in one question: ``asks`` gives, for a reference to the group, the rows without which it says nothing to a visitor.
``by_group`` says that it shows visitors nothing but columns of the group, which pages are validated by.
"""

GROUP, THREAD, DESK, POSTS, MINE, LINE = "group", "thread", "desk", "posts", "mine", "line"

_panels: dict = {GROUP: [], THREAD: [], DESK: [], POSTS: [], MINE: [], LINE: []}
_asks: dict = {}


def by_group(group):
    """No rows of its own."""


def put(place, panel, asks=None):
    if panel not in _panels[place]:
        _panels[place].append(panel)
        _asks[place, panel] = asks


def of(place, thing, request):
    """The markup of every panel of a place."""
    return [markup for panel in _panels[place] if (markup := panel(thing, request))]


def questions_of_group():
    """What panels of groups ask, by the name of a column."""
    return {
        f"panel_{number}": _asks[GROUP, panel]
        for number, panel in enumerate(_panels[GROUP])
        if _asks[GROUP, panel] not in (None, by_group)
    }


class OfGroup:
    """The panels of a group for one reader; each is made once. ``flags``: which of the questions found a row."""

    def __init__(self, group, request, flags):
        self.group, self.request = group, request
        self.made = {}
        self.waiting = []
        for number, panel in enumerate(_panels[GROUP]):
            asks = _asks[GROUP, panel]
            if asks is by_group and not request.user.is_authenticated:
                self.waiting.append((number, panel))
            elif flags.get(f"panel_{number}", True) or request.user.is_authenticated:
                self.made[number] = panel(group, request)

    @property
    def told(self):
        """What the columns of the group do not tell."""
        return [str(self.made[number]) for number in sorted(self.made)]

    def markup(self):
        for number, panel in self.waiting:
            self.made[number] = panel(self.group, self.request)
        self.waiting = []
        return [self.made[number] for number in sorted(self.made) if self.made[number]]


def of_posts(posts, request):
    """Markup by the key of a post, of all panels of posts."""
    found: dict = {}
    for panel in _panels[POSTS]:
        for key, markup in panel(posts, request).items():
            found.setdefault(key, []).append(markup)
    return found
