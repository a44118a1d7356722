"""Pages are served by WSGI: several times the requests a second of ASGI on the same cores."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.development")
application = get_wsgi_application()
