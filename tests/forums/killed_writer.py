"""Posts through the form until it is killed: each reply is sent twice, and its token told once both were answered.

A process that stays starts one that writes for each line it reads, and says when that one is gone.
"""

import os
import sys
import uuid

import django


def main(thread, user):
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
    django.setup()
    from django.db import connections

    # What is loaded with the first answer is loaded once for all.
    browser, address = browser_of(thread, user)
    browser.post(address, {})
    connections.close_all()
    print("ready", flush=True)
    for _line in sys.stdin:
        child = os.fork()
        if child == 0:
            write(thread, user)
        print("writes", child, flush=True)
        os.waitpid(child, 0)
        print("gone", flush=True)


def browser_of(thread, user):
    from django.test import Client

    from directory.models import User

    browser = Client()
    browser.force_login(User.objects.get(pk=user))
    return browser, f"/en/forums/threads/{thread}/reply/"


def write(thread, user):
    browser, address = browser_of(thread, user)
    words = {"text": "Twelve transformers.", "language": "en", "capacity": "personal", "do": "post"}
    while True:
        token = uuid.uuid4()
        for _time in range(2):
            answer = browser.post(address, {**words, "token": token})
            if answer.status_code != 302:
                os._exit(1)
        os.write(1, f"{token}\n".encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
