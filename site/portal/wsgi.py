"""Pages are served by WSGI: several times the requests a second of ASGI on the same cores."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.development")


def load_ahead():
    """Load what every worker needs sooner or later, so that they share it: addresses, views, catalogues."""
    from django.conf import settings
    from django.template.loader import get_template
    from django.urls import get_resolver
    from django.utils import translation

    from directory.collation import collation_key

    _all_loaded = get_resolver().url_patterns
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            collation_key("", language)
            get_template("search/results.html")


application = get_wsgi_application()
load_ahead()
