"""The addresses of the forums: one for each group, one for each answer, and what names a post in every mail program.

``MAIL_FORUMS_ADDRESS`` is a domain (``forums.chm.example``: everything before the @ is ours), or one mailbox
(``forums@chm.example``: everything behind a plus is). Empty, the forums take no mail in, and all addresses made here
are empty. Addresses are read in capitals too, and stay within the 64 characters mail allows before the @.

An answer's address names a person and a post, signed: what comes to it was written by who got the mail about that
post, or by who was given it. Whether they may post is another question, asked when it is read.
"""

import base64
import re
from email.utils import parseaddr

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from forums.models import Group, Post

_SALT = "forums.mailing.reply"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_MOST_BEFORE_AT = 64
_COMMANDS = ("subscribe", "leave", "digest", "help")


# --- Groups -----------------------------------------------------------------------------------------------


def is_open():
    """Whether the forums take mail in at all."""
    return bool(settings.MAIL_FORUMS_ADDRESS)


def is_ours(address):
    """Whether an address belongs to the forums, whatever stands in it."""
    return _local_of(address) is not None


def group_address(group):
    """Where a new thread of a group is sent."""
    return _address(group.slug, f"group.{group.pk}")


def command_address(group, word):
    """Where an empty mail does what its address says: ``word`` is subscribe, leave, digest or help."""
    if word not in _COMMANDS:
        raise ValueError(word)
    return _address(f"{group.slug}+{word}", f"group.{group.pk}+{word}")


def help_address():
    """Where somebody asks how all this is used, whatever their groups."""
    return _address("help")


def group_of(address):
    """The group whose address this is, or None."""
    local = _local_of(address)
    return _group(local) if local else None


def read_command(address):
    """``(group, word)`` of an address that does what it says, or None. ``stockpiles-leave`` does as well as
    ``stockpiles+leave``, unless a group is called so.
    """
    found = re.fullmatch(rf"(.+?)[+-]({'|'.join(_COMMANDS)})", _local_of(address) or "")
    if not found or _group(found[0]):
        return None
    group = _group(found[1])
    return (group, found[2]) if group else None


def _group(local):
    found = re.fullmatch(r"group\.([0-9]{1,18})", local)
    if found:
        return Group.objects.filter(pk=int(found[1])).first()
    return Group.objects.filter(slug=local).first()


# --- Answers ----------------------------------------------------------------------------------------------


def reply_address(user, post):
    """Where this person's answers to this post go."""
    user_pk, post_pk = getattr(user, "pk", user), getattr(post, "pk", post)
    return _address(f"re.{_base36(user_pk)}.{_base36(post_pk)}.{_signature(user_pk, post_pk)}")


def read_reply_address(address):
    """``(user_pk, post_pk)`` of an address that was made here, or None."""
    found = re.fullmatch(r"re\.([0-9a-z]{1,12})\.([0-9a-z]{1,12})\.([a-z2-7]{16})", _local_of(address) or "")
    if not found:
        return None
    user_pk, post_pk = int(found[1], 36), int(found[2], 36)
    return (user_pk, post_pk) if _is_signed(user_pk, post_pk, found[3]) else None


def _is_signed(user_pk, post_pk, signature):
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(constant_time_compare(_signature(user_pk, post_pk, secret), signature) for secret in secrets)


def _signature(user_pk, post_pk, secret=None):
    # Small letters and digits only: some servers write addresses in capitals.
    digest = salted_hmac(_SALT, f"{user_pk}:{post_pk}", secret=secret, algorithm="sha256").digest()
    return base64.b32encode(digest[:10]).decode().lower()


def _base36(number):
    digits = ""
    while number:
        number, last = divmod(number, 36)
        digits = _DIGITS[last] + digits
    return digits or "0"


def question_address(number):
    """Where a yes or a no goes to what was asked under that number."""
    return _address(f"ask.{_base36(number)}.{_signature('ask', number)}")


def read_question_address(address):
    """The number of the question an address was made for, or None."""
    found = re.fullmatch(r"ask\.([0-9a-z]{1,12})\.([a-z2-7]{16})", _local_of(address) or "")
    if not found:
        return None
    number = int(found[1], 36)
    return number if _is_signed("ask", number, found[2]) else None


# --- Names of posts in mail -------------------------------------------------------------------------------


def domain():
    """The domain that names our letters: that of the forums, else that of the site's address."""
    return (
        settings.MAIL_FORUMS_ADDRESS.rpartition("@")[2]
        or parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    ).lower()


def message_id(post):
    """The Message-ID of every mail that carries this post, with its angle brackets."""
    return f"<post.{getattr(post, 'pk', post)}@{domain()}>"


def posts_named_in(text):
    """The keys of posts whose Message-IDs stand in a header, in their order."""
    return [int(key) for key in re.findall(rf"<post\.([0-9]{{1,18}})@{re.escape(domain())}>", text, re.IGNORECASE)]


def post_of(text):
    """The last post a header names (``References``, ``In-Reply-To``), or None."""
    named = posts_named_in(text)
    return Post.objects.filter(pk=named[-1]).select_related("thread__group").first() if named else None


def list_id(group):
    """What names a group's mail to filters."""
    return f"{group.slug}.{domain()}"


# --- Parts ------------------------------------------------------------------------------------------------


def _address(*locals_):
    """The first of these that mail allows, at our domain or behind our mailbox's plus."""
    mailbox, _at, host = settings.MAIL_FORUMS_ADDRESS.rpartition("@")
    if not host:
        return ""
    named = [f"{mailbox}+{local}" if mailbox else local for local in locals_]
    return next((f"{local}@{host}" for local in named if len(local) <= _MOST_BEFORE_AT), f"{named[-1]}@{host}")


def _local_of(address):
    """What an address says that is ours, in small letters; None if it is not."""
    mailbox, _at, host = settings.MAIL_FORUMS_ADDRESS.lower().rpartition("@")
    local, _at, its_host = address.strip().strip("<>").lower().rpartition("@")
    if not host or its_host != host:
        return None
    if not mailbox:
        return local
    if local == mailbox:
        return ""
    return local.removeprefix(f"{mailbox}+") if local.startswith(f"{mailbox}+") else None
