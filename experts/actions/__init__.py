"""The life of an entry: drafted or proposed, offered, nominated, listed, renewed, lapsed, withdrawn."""

from .drafting import begin_entry, offer_entry, propose_expert, propose_new_person
from .endorsing import change_endorsements, endorse_field, withdraw_endorsement
from .lapsing import keep_roster, lapse_entries, send_reminders
from .leaving import withdraw_entry
from .listing import give_category, list_entry, return_entry
from .nominating import decline_nomination, nominate, return_orphaned_nominations, withdraw_nomination
from .renewing import renew
from .rules import change_nominators, change_rules, end_right, entitle_institution

__all__ = [
    "begin_entry",
    "change_endorsements",
    "change_nominators",
    "change_rules",
    "decline_nomination",
    "end_right",
    "endorse_field",
    "entitle_institution",
    "give_category",
    "keep_roster",
    "lapse_entries",
    "list_entry",
    "nominate",
    "offer_entry",
    "propose_expert",
    "propose_new_person",
    "renew",
    "return_entry",
    "return_orphaned_nominations",
    "send_reminders",
    "withdraw_endorsement",
    "withdraw_entry",
    "withdraw_nomination",
]
