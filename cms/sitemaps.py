"""What search engines may find: every page a visitor may read, in six languages that know of one another."""

from functools import partial

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override
from wagtail.models import Page

from directory.choices import Audience
from directory.models import Country, Institution, Person, Region
from directory.partnerships.models import Agreement, Partnership, Project
from forums.models import Group, Thread

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def in_language(address, language):
    """The same address in another language: only its first part differs."""
    return f"/{language}/{address.lstrip('/').partition('/')[2]}"


class SixLanguages(Sitemap):
    """Pages that exist in all languages; one sitemap each, so that none has to be held in memory whole."""

    limit = 2000

    def __init__(self, language):
        self.language = language

    def address(self, item):
        """The address in the language that is active."""
        return item.get_absolute_url()

    def location(self, item):
        with override(self.language):
            return self.address(item)

    def lastmod(self, item):
        return getattr(item, "updated_at", None)

    def get_latest_lastmod(self):
        """Not asked: the index would have to read every record."""
        return

    def get_urls(self, page=1, site=None, protocol=None):
        urls = super().get_urls(page, site, protocol)
        root = f"{self.get_protocol(protocol)}://{self.get_domain(site)}"
        for url in urls:
            address = url["location"].removeprefix(root)
            url["alternates"] = [
                {"lang_code": language, "location": f"{root}{in_language(address, language)}"}
                for language in self.languages_of(url["item"])
            ]
        return urls

    def languages_of(self, item):
        return LANGUAGES


class Places(SixLanguages):
    """The lists: their addresses have names."""

    def items(self):
        return [
            "directory:index",
            "search:people",
            "search:institutions",
            "directory:countries",
            "search:results",
            "forums:home",
            "partnerships:partners",
            "partnerships:agreements",
            "partnerships:projects",
            "partnerships:centres",
            "partnerships:figures",
        ]

    def address(self, item):
        try:
            return reverse(item)
        except NoReverseMatch:
            return f"/{self.language}/"


class People(SixLanguages):
    def items(self):
        return Person.objects.visible_to(Audience.EVERYONE).only("slug", "updated_at").order_by("pk")


class Institutions(SixLanguages):
    def items(self):
        return Institution.objects.visible_to(Audience.EVERYONE).only("slug", "updated_at").order_by("pk")


class Countries(SixLanguages):
    def items(self):
        return Country.objects.only("iso2").order_by("iso2")


class Partners(SixLanguages):
    """Every partner, present and past."""

    def items(self):
        partners = Partnership.objects.visible_to(Audience.EVERYONE).select_related("institution")
        return [*dict.fromkeys(partner.institution.slug for partner in partners.order_by("pk"))]

    def address(self, item):
        return reverse("partnerships:partner", args=[item])


class Agreements(SixLanguages):
    """Agreements every visitor may know of."""

    def items(self):
        return Agreement.objects.visible_to(Audience.EVERYONE).only("pk", "updated_at").order_by("pk")


class Projects(SixLanguages):
    def items(self):
        return Project.objects.published().only("slug", "updated_at").order_by("pk")


class Groups(SixLanguages):
    """Groups everybody reads."""

    def items(self):
        return Group.objects.readable_by(Audience.EVERYONE).only("slug", "last_post_at").order_by("pk")

    def lastmod(self, item):
        return item.last_post_at


class Threads(SixLanguages):
    """Threads everybody reads, by their first pages."""

    def items(self):
        readable = Group.objects.readable_by(Audience.EVERYONE)
        threads = Thread.objects.shown().filter(group__in=readable, post_count__gt=0)
        return threads.only("pk", "last_post_at").order_by("pk")

    def lastmod(self, item):
        return item.last_post_at


class Regions(SixLanguages):
    def items(self):
        return Region.objects.only("code").order_by("code")


class Pages(SixLanguages):
    """Pages of text; each knows in which languages it exists."""

    def items(self):
        pages = list(
            Page.objects.live().public().filter(depth__gt=1, locale__language_code=self.language).order_by("path")
        )
        others = Page.objects.live().filter(translation_key__in=[page.translation_key for page in pages])
        self.translations = {}
        for key, language in others.values_list("translation_key", "locale__language_code"):
            self.translations.setdefault(key, []).append(language)
        return pages

    def address(self, item):
        return item.url

    def lastmod(self, item):
        return item.last_published_at

    def languages_of(self, item):
        return [language for language in LANGUAGES if language in self.translations[item.translation_key]]


# Made anew for each request: one of pages remembers its translations.
SITEMAPS = {
    f"{name}-{language}": partial(kind, language)
    for name, kind in (
        ("pages", Pages),
        ("places", Places),
        ("countries", Countries),
        ("regions", Regions),
        ("institutions", Institutions),
        ("partners", Partners),
        ("agreements", Agreements),
        ("projects", Projects),
        ("people", People),
        ("groups", Groups),
        ("threads", Threads),
    )
    for language in LANGUAGES
}
