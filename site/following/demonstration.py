"""What people of the demonstration network follow, once the index is there."""

from search.finding import state_of_index

from directory.models import Country, Institution, User

from .actions import follow
from .choices import Frequency


def make_follows():
    """The focal point and the member follow a few things, so that the page of it is not empty."""
    followers = {user.email: user for user in User.objects.filter(email__endswith="@example.org", follows=None)}
    focal_point, member = followers.get("focal.point@example.org"), followers.get("member@example.org")
    if focal_point:
        for country in Country.objects.filter(iso2="SN"):
            follow(focal_point, country, frequency=Frequency.DAILY)
        for institution in Institution.objects.listed().filter(country__iso2="KE").order_by("slug")[:1]:
            follow(focal_point, institution, frequency=Frequency.AT_ONCE)
        if state_of_index():
            follow(focal_point, ("people", "q=PCB&region=002"), frequency=Frequency.WEEKLY)
    if member:
        for country in Country.objects.filter(iso2="KE"):
            follow(member, country, frequency=Frequency.WEEKLY)
