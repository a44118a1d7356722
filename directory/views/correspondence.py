"""Writing to a person or institution whose address stays hidden."""

import uuid
from datetime import timedelta

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from moderation import limits

from .. import queries
from ..actions import correspondence
from ..choices import MESSAGE_CONFIRMED_WITHIN_DAYS, MessageState, RecordStatus
from ..forms.correspondence import MessageForm
from ..models import Institution, Person, RelayedMessage
from ..notifications.correspondence import CONFIRM_SALT, name_of

HOUR = timedelta(hours=1)
BY_MEMBER = limits.Limit("write-member", 10, HOUR)
BY_VISITOR = limits.Limit("write-visitor", 5, HOUR)
BY_ADDRESS = limits.Limit("write-address", 3, HOUR)
TO_RECIPIENT = limits.Limit("write-to", 20, HOUR)


def write_to_person(request, slug):
    return write(request, Person, slug)


def write_to_institution(request, slug):
    return write(request, Institution, slug)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request, model, slug):
    recipient = recipient_or_404(model, request.user, slug=slug)
    if isinstance(recipient, Person) and recipient.user_id and recipient.user_id == request.user.pk:
        raise PermissionDenied(_("This is you."))
    signed_in = request.user.is_authenticated
    form = MessageForm(request.POST or None, signed_in=signed_in, initial={"token": uuid.uuid4()})
    status = 200
    if request.method == "POST" and form.is_valid():
        again = refused_until(request, recipient, form.cleaned_data)
        if again is None:
            return sent(request, recipient, form.cleaned_data)
        status = 429
        form.add_error(
            None,
            _("Many messages were sent lately. Please send this one after %(time)s. Your words stay here.")
            % {"time": date_format(localtime(again), "TIME_FORMAT")},
        )
    context = {
        "form": form,
        "record": recipient,
        "name": name_of(recipient),
        "answers_go_to": request.user.email if signed_in else "",
        "trail": [(name_of(recipient), recipient.get_absolute_url())],
    }
    return render(request, "directory/write.html", context, status=status)


def recipient_or_404(model, user, **which):
    """Whoever can be written to by this user: in their sight, open, and with an address to write to."""
    recipient = get_object_or_404(model.objects.visible_to(user).exclude(status=RecordStatus.CLOSED), **which)
    if queries.letters_go_to(recipient) is None:
        raise Http404
    return recipient


def refused_until(request, recipient, words):
    """The moment until which sender or recipient have had enough, or None. A repeated form is not refused."""
    if RelayedMessage.objects.filter(token=words["token"]).exists():
        return None
    uses = [
        (BY_MEMBER if request.user.is_authenticated else BY_VISITOR, limits.who_asks(request)),
        (TO_RECIPIENT, f"{recipient._meta.model_name}:{recipient.pk}"),
    ]
    if "address" in words:
        uses.append((BY_ADDRESS, words["address"].lower()))
    return limits.use(*uses)


def sent(request, recipient, words):
    if not request.user.is_authenticated:
        correspondence.write_message(recipient, **words)
        return redirect("directory:message_waits")
    person = request.user.record
    correspondence.write_message(
        recipient,
        **words,
        name=person.romanised_name if person else request.user.get_full_name() or request.user.email,
        address=request.user.email,
        by=request.user,
    )
    messages.success(request, _("Your message to %(name)s is on its way.") % {"name": name_of(recipient)})
    return redirect(recipient)


@require_safe
def message_waits(request):
    return render(request, "directory/message_waits.html", {"days": MESSAGE_CONFIRMED_WITHIN_DAYS})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_message(request, signed):
    """A visitor confirms their address. Opening the link sends nothing, as mail programs open links by themselves."""
    try:
        pk = signing.loads(signed, salt=CONFIRM_SALT, max_age=timedelta(days=MESSAGE_CONFIRMED_WITHIN_DAYS))
    except signing.SignatureExpired:
        return render(request, "directory/message_expired.html", status=410)
    except signing.BadSignature:
        raise Http404 from None
    message = RelayedMessage.objects.select_related("person", "institution").filter(pk=pk).first()
    if message is None:
        return render(request, "directory/message_expired.html", status=410)
    is_relayed = message.state == MessageState.RELAYED
    if not is_relayed:
        # The recipient may have left, or hidden, since.
        recipient_or_404(type(message.recipient), None, pk=message.recipient.pk)
        if request.method == "POST":
            correspondence.confirm_message(message)
            return redirect(request.path)
    return render(
        request,
        "directory/message_confirm.html",
        {"message": message, "name": name_of(message.recipient), "is_relayed": is_relayed},
    )
