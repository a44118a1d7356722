"""What goes over the line, and how much of it."""

from django.db import models

# From the site to a page.
HELLO, NEWS, READING, TYPING, UNREAD, PONG = "hello", "news", "reading", "typing", "unread", "pong"
# From a page to the site.
PING, IS_TYPING = "ping", "typing"


class Close(models.IntegerChoices):
    """Why the site closes a line. After the first four a page stays as it is; after the others it comes again."""

    NOT_YOURS = 4403
    TOO_MANY = 4429
    TALKS_TOO_MUCH = 4400
    FULL = 4503
    # The page took too long to take what was sent: it comes again and fetches what it missed.
    TOO_SLOW = 4408


# Frames that may wait for a reader who is slow. Who falls further behind is told to come again.
MOST_WAITING_FRAMES = 64
# What one page may send: a message a second in the long run, so many at once; each of at most so many characters.
MESSAGES_A_SECOND, MOST_MESSAGES_AT_ONCE, MOST_CHARACTERS = 1.0, 10, 400
# Names that are told; the others are a number.
MOST_NAMES = 12
