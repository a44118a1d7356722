"""How long a session lasts.

Members: 14 days without a visit, 30 days in all: NIST SP 800-63B asks for a new sign-in at least every 30 days at its
first level, and people come here a few times a month over slow lines. The Secretariat decides about others and works
with a second factor: one hour without a visit, 12 hours in all, as its second level has it (ASVS 7.3.1 and 7.3.2).
"""

import time

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.utils import timezone
from django.utils.translation import gettext as _

MINUTE, HOUR, DAY = 60, 3600, 86400
# Seconds without a visit, and in all.
MEMBERS = (14 * DAY, 30 * DAY)
SECRETARIAT = (1 * HOUR, 12 * HOUR)
# A visit is written down when the last one is older than this, so that reading pages does not write.
NOTED_EVERY = 5 * MINUTE

OPENED, SEEN = "opened_at", "seen_at"


class SessionLimitsMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            now = time.time()
            if self.is_over(request, now):
                logout(request)
                messages.info(request, _("You were signed out, because your session had lasted its time."))
            elif now - request.session[SEEN] > NOTED_EVERY:
                request.session[SEEN] = now
                UserSession.objects.filter(session_key=request.session.session_key).update(
                    last_seen_at=timezone.now()
                )
        return self.get_response(request)

    def is_over(self, request, now):
        idle, absolute = SECRETARIAT if request.user.is_staff else MEMBERS
        # A session that does not know its age is too old.
        seen, opened = request.session.get(SEEN, 0), request.session.get(OPENED, 0)
        return now - seen > idle or now - opened > absolute


def session_opened(sender, request, **kwargs):
    request.session[OPENED] = request.session[SEEN] = time.time()
