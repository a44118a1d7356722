"""Pages the Secretariat writes."""

from wagtail.models import Page


class HomePage(Page):
    """The front door, one for each language."""

    max_count_per_parent = 1
