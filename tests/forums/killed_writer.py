"""Posts through the form until it is killed: each reply is sent twice, and its token told once it was answered."""

import os
import sys
import uuid

import django


def main(thread, user):
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
    django.setup()
    from django.test import Client

    from directory.models import User

    browser = Client()
    browser.force_login(User.objects.get(pk=user))
    address = f"/en/forums/threads/{thread}/reply/"
    words = {"text": "Twelve transformers.", "language": "en", "capacity": "personal", "do": "post"}
    browser.post(address, words)
    print("ready", flush=True)
    while True:
        token = uuid.uuid4()
        for _time in range(2):
            answer = browser.post(address, {**words, "token": token})
            if answer.status_code != 302:
                raise SystemExit(answer.status_code)
        print(token, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
