"""Sentences that say why something is not translated."""

from django.utils.translation import gettext_lazy as _

OWN_LANGUAGE = _("The post is written in this language already.")
MACHINE_OFF = _("No machine translates here.")
STAYS_INSIDE = _("Texts of this group are not sent to a machine.")
TOO_LONG = _("This post is too long for the machine.")
