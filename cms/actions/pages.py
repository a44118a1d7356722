"""The first pages of a new site."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site

from ..models import ContentPage, HomePage
from ..texts import HOME, first_pages


@transaction.atomic
def create_site_pages():
    """Create the pages the site starts with, in every language. Returns those that were missing.

    A page that exists, in whatever words, stays as it is.
    """
    created = []
    originals = {}
    for language, _name in settings.LANGUAGES:
        locale, _new = Locale.objects.get_or_create(language_code=language)
        home = HomePage.objects.filter(locale=locale).first()
        for first in first_pages(language):
            if first.slug == HOME:
                page = home
                if page is None:
                    page = home = Page.get_first_root_node().add_child(
                        instance=_home(first, locale, originals.get(HOME))
                    )
                    created.append(page)
            else:
                page = ContentPage.objects.child_of(home).filter(slug=first.slug).first()
                if page is None:
                    page = home.add_child(instance=_content(first, locale, originals.get(first.slug)))
                    created.append(page)
            originals.setdefault(first.slug, page)
    _make_front_door(originals[HOME])
    for page in created:
        page.save_revision(log_action=True).publish()
    return created


def _home(first, locale, original):
    return HomePage(
        title=first.title,
        slug=f"{HOME}-{locale.language_code}",
        locale=locale,
        headline=next((value["text"] for name, value in first.body if name == "heading"), ""),
        lead=first.summary,
        search_description=first.summary,
        doors=[("door", value) for name, value in first.body if name == "link"],
        **_translation_of(original),
    )


def _content(first, locale, original):
    return ContentPage(
        title=first.title,
        slug=first.slug,
        locale=locale,
        search_description=first.summary,
        body=list(first.body),
        **_translation_of(original),
    )


def _translation_of(original):
    return {"translation_key": original.translation_key} if original else {}


def _make_front_door(home):
    """Point the site at the home page, and remove the page a new Wagtail site starts with."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is not None and site.root_page.specific_class is HomePage:
        return
    address = urlsplit(settings.BASE_URL)
    welcome = site.root_page if site else None
    site = site or Site(is_default_site=True)
    site.hostname, site.port = address.hostname, address.port or (443 if address.scheme == "https" else 80)
    site.site_name, site.root_page = str(settings.WAGTAIL_SITE_NAME), home
    site.save()
    if welcome is not None and welcome.specific_class is Page and not welcome.is_root():
        welcome.delete()
