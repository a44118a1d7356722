"""What every page needs: its critical style, its address, itself in the other languages."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from portal.critical import critical_style

register = template.Library()

# Each language by its own name, as the United Nations writes them.
OWN_NAMES = {
    "ar": "العربية",
    "zh-hans": "中文",
    "en": "English",
    "fr": "Français",
    "ru": "Русский",
    "es": "Español",
}


@register.simple_tag
def critical_css():
    """The style of the first screen, inline; the content-security policy knows its hash."""
    return format_html("<style>{}</style>", mark_safe(critical_style()))


@register.simple_tag
def home_url():
    """The front page in the reader's language."""
    return f"/{get_language() or 'en'}/"


@register.simple_tag(takes_context=True)
def place_of_page(context):
    """The place of the masthead a page belongs to: lists of people and institutions are part of the directory."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    if match is None:
        return ""
    if request.path == home_url():
        return "home"
    if match.app_name in ("shortlists", "printed"):
        return "experts"
    if match.app_name == "editions":
        return "directory"
    if getattr(match.func, "view_class", match.func).__module__.startswith("experts."):
        # The roster is one place, however many apps it is made of.
        return "experts"
    if getattr(match.func, "view_class", match.func).__module__.startswith("forums."):
        return "forums"
    return "directory" if match.app_name == "search" and match.url_name != "results" else match.app_name


@register.simple_tag(takes_context=True)
def languages_of_page(context):
    """The six languages, each with the address of this same page in it."""
    request = context.get("request")
    here = get_language() or "en"
    path = request.get_full_path() if request else f"/{here}/"
    first, _, rest = path.lstrip("/").partition("/")
    if first not in OWN_NAMES:
        rest = ""
    # A page of text says where its translations are; every other page has the same address in each language.
    translations = context.get("translated_addresses")
    return [
        {
            "code": code,
            "name": name,
            "url": f"/{code}/{rest}" if translations is None else translations.get(code, f"/{code}/"),
            "current": code == here,
        }
        for code, name in OWN_NAMES.items()
    ]


@register.simple_tag(takes_context=True)
def alternates(context):
    """This page in the other languages, for search engines."""
    request = context.get("request")
    if request is None or request.resolver_match is None:
        return ""
    root = f"{request.scheme}://{request.get_host()}"
    pages = [(page["code"], root, page["url"]) for page in languages_of_page(context)]
    pages += [("x-default", root, url) for code, root, url in pages if code == "en"]
    return format_html_join("\n", '<link rel="alternate" hreflang="{}" href="{}{}">', pages)


@register.simple_tag(takes_context=True)
def page_address(context):
    """The whole address of the page, for its printed copy."""
    request = context.get("request")
    return request.build_absolute_uri() if request else ""


@register.filter
def elided(paginator, number):
    """Numbers of pages around this one; None where some are left out."""
    return [
        None if page == paginator.ELLIPSIS else page
        for page in paginator.get_elided_page_range(number, on_each_side=1, on_ends=1)
    ]
