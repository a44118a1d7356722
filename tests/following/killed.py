"""Telling followers, killed again and again: run by the test of it, beside it, on a database of its own.

Prints how often a child died, how many letters there were before the last, undisturbed telling, and the letters each
follower has in the end.
"""

import json
import os
import random
import sys

import django
from django.db import connection, connections

from tests.upkeep.killed import die_after

TIMES = 50


def main():
    django.setup()
    from django.template.loader import get_template
    from following import links
    from following.telling import tell_followers
    from notifications.models import OutgoingMail

    # Read once here what each child would otherwise read by itself.
    links.whole("following:mine", "en")
    for part in ("subject.txt", "txt", "html"):
        get_template(f"following/mail/news.{part}")
    chance = random.Random(int(sys.argv[1]))
    died = 0
    for _time in range(TIMES):
        connections.close_all()
        child = os.fork()
        if child == 0:
            try:
                with connection.execute_wrapper(die_after(chance.randint(4, 40))):
                    tell_followers(at_once=True)
            finally:
                os._exit(0)
        # The child draws from a copy: the parent has to move on.
        chance.random()
        died += os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    before = OutgoingMail.objects.count()
    tell_followers(at_once=True)
    tell_followers(at_once=True)
    addresses = list(OutgoingMail.objects.order_by("address").values_list("address", flat=True))
    sys.stdout.write(json.dumps([died, before, addresses]))


if __name__ == "__main__":
    main()
