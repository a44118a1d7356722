"""The site's listener and reader of mail, in processes that are killed at any moment: run by ``test_killed``.

Sends mails as a mail server does, again until they are taken. Prints what was taken and what became of it.
"""

import json
import os
import random
import signal
import smtplib
import sys
import time
from dataclasses import replace
from email.message import EmailMessage

import django

MAILS_TO_A_LIFE = 6


def live(port):
    """Take mail in and read it until killed."""
    from notifications import incoming

    from forums.receiving.actions.working import work_due

    incoming.Door(incoming.Listener(), hostname="127.0.0.1", port=port).start()
    while True:
        work_due()
        time.sleep(0.01)


def born(port):
    child = os.fork()
    if not child:
        try:
            live(port)
        finally:
            os._exit(1)
    return child


def send(port, address, number):
    """Whether the server took the mail."""
    message = EmailMessage()
    message["From"], message["To"] = "member@example.org", address
    message["Message-ID"], message["Subject"] = f"<mail-{number}@mail.example.org>", "Re: Old transformers"
    message.set_content(f"Number {number}")
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=20) as line:
            line.sendmail("member@example.org", [address], message.as_bytes())
    except (OSError, smtplib.SMTPException):
        return False
    return True


def main(kills, port, seed):
    django.setup()
    from django.db import connections
    from notifications import incoming  # noqa: F401 - so that a child need not read it

    from forums import gates
    from forums.mailing import keys
    from forums.models import Post
    from forums.receiving.actions import working
    from forums.receiving.models import ReceivedMail

    # One member writes more here than anybody may.
    working.MAILS = replace(working.MAILS, number=10**6)
    gates._gates.clear()
    first = Post.objects.get(number=1)
    address = keys.reply_address(first.author, first)
    connections.close_all()
    chance = random.Random(seed)
    child, died, number = born(port), 0, 0
    while died < kills:
        dies_at = time.monotonic() + chance.uniform(0.2, 1.2)
        for _mail in range(MAILS_TO_A_LIFE):
            number += 1
            while not send(port, address, number):
                # The port is not open yet.
                time.sleep(0.02)
            if time.monotonic() > dies_at:
                break
        time.sleep(max(0, min(dies_at - time.monotonic(), chance.uniform(0, 0.6))))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        died += 1
        if died < kills:
            child = born(port)
    left = ReceivedMail.objects.filter(state="new").count()
    # The claim of a reader that died runs out by the clock.
    ReceivedMail.objects.filter(state="new").update(next_try=first.posted_at)
    working.work_due(10_000)
    print(
        json.dumps(
            {
                "sent": number,
                "left": left,
                "texts": list(Post.objects.filter(number__gt=1).values_list("text", flat=True)),
                "states": sorted(set(ReceivedMail.objects.values_list("state", "outcome"))),
                "numbers": list(Post.objects.order_by("number").values_list("number", flat=True)),
            }
        )
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
