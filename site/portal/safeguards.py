"""What every answer carries, and which requests are not answered at all."""

from csp.constants import SELF, UNSAFE_INLINE
from django.http import HttpResponseNotAllowed

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
EDITOR = "/cms/"
# Says itself what is possible, in the words of programs.
PROGRAMS = "/api/"
# The editor's own pages also change things with these.
EDITOR_METHODS = (*METHODS, "PUT", "PATCH", "DELETE")

# What Wagtail's administration cannot do without, measured in a browser: lists of pages, their edit pages and the
# list of users write inline script elements, the text editor writes style elements. Attributes and eval need nothing.
EDITOR_POLICY = {
    "script-src": [SELF],
    "script-src-elem": [SELF, UNSAFE_INLINE],
    "style-src": [SELF],
    "style-src-elem": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
}

UNUSED_FEATURES = (
    "accelerometer",
    "browsing-topics",
    "camera",
    "display-capture",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
    "xr-spatial-tracking",
)
PERMISSIONS = ", ".join(
    [
        *(f"{feature}=()" for feature in UNUSED_FEATURES),
        "publickey-credentials-create=(self)",
        "publickey-credentials-get=(self)",
    ]
)


class SafeguardsMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        is_editor = request.path.startswith(EDITOR)
        allowed = EDITOR_METHODS if is_editor else METHODS
        # Django would answer TRACE and invented methods as it answers GET.
        is_let_in = request.method in allowed or request.path.startswith(PROGRAMS)
        response = self.get_response(request) if is_let_in else HttpResponseNotAllowed(allowed)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if is_editor:
            response._csp_replace = EDITOR_POLICY
        if hasattr(request, "user") and request.user.is_authenticated:
            # Nothing a signed-in person saw stays on a shared computer after they leave.
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response
