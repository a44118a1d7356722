"""Everything the site holds about one person, to take away: for people to read and for machines."""

import json
import zipfile
from io import BytesIO

from allauth.usersessions.models import UserSession
from audit.models import Entry
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language, get_language_bidi
from notifications.models import OutgoingMail

from . import history
from .contents import contents, schema_of
from .enrolment.takeaway import enrolment_of

# What rooms above hold about a user, by a name for machines: a title and a function that gives rows.
_held_above = {}


def include(name, title, rows_of):
    """Let a room above add what it holds: ``rows_of(user)`` gives dictionaries with ``words`` and anything else."""
    _held_above[name] = (title, rows_of)


def archive_of(person, user):
    """A ZIP file with everything about a person who signs in as ``user``."""
    told = everything_about(person, user)
    above = [(title, told[name]) for name, (title, _rows_of) in _held_above.items() if told[name]]
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as files:
        files.writestr("my-data.json", json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
        page = {
            **told,
            "above": above,
            "language": get_language(),
            "direction": "rtl" if get_language_bidi() else "ltr",
        }
        files.writestr("my-data.html", render_to_string("directory/record/takeaway.html", page))
        name = person.portrait.name
        if name and default_storage.exists(name):
            with default_storage.open(name) as portrait:
                files.writestr("photograph.jpg", portrait.read())
    return out.getvalue()


def everything_about(person, user):
    """The record, its posts and history, the sign-in, and what was noted and sent; in the reader's words."""
    values, schema = contents(person), schema_of(person)
    words = history.Words(schema, [values])
    changes, _more = history.changes_of(person, user)
    return {
        "name": person.romanised_name,
        "written_at": timezone.now(),
        "values": values,
        "record": [
            {"label": history.label_of(schema, key), "words": said}
            for key in schema.keys
            if (said := words.of(key, values[key]))
        ],
        "confirmed_at": person.confirmed_at,
        "status": person.get_status_display(),
        "designations": [
            {
                "category": held.category.name,
                "country": held.country.name if held.country else "",
                "theme": held.theme,
                "from": held.starts_on,
                "until": held.ends_on,
                "designated_by": held.designated_by,
                "source": held.source,
            }
            for held in person.designations.select_related("category", "country")
        ],
        "enrolment": enrolment_of(person),
        "history": [
            {
                "at": change.revision.created_at,
                "by": change.by,
                "changes": [
                    {"label": each.label, "before": each.removed, "after": each.added} for each in change.differences
                ],
            }
            for change in changes
        ],
        "account": {
            "email": user.email,
            "language": user.language,
            "since": user.date_joined,
            "last_sign_in": user.last_login,
        },
        "sessions": list(
            UserSession.objects.filter(user=user).values("ip", "user_agent", "created_at", "last_seen_at")
        ),
        "actions": list(
            Entry.objects.filter(
                Q(pk__in=Entry.objects.about(person)) | Q(pk__in=Entry.objects.about(user)) | Q(by=user)
            )
            .order_by("-at", "-pk")
            .values("action", "label", "at", "changes")
        ),
        **{name: list(rows_of(user)) for name, (_title, rows_of) in _held_above.items()},
        "mails": list(
            OutgoingMail.objects.filter(recipient=user).values("subject", "address", "state", "created_at", "sent_at")
        ),
    }
