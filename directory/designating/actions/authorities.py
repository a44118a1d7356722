"""Who may designate for a Party, and who submits for them."""

from audit.actions import record
from django.db import transaction

from ..models import Authority, Signer


@transaction.atomic
def entitle_authority(*, by, signers=(), **values):
    """Put a ministry or mission on the list of those that designate for a Party."""
    authority = Authority(**values)
    authority.full_clean()
    authority.save()
    record("designating.authority.entitled", authority, by=by, reason=authority.source)
    change_signers(authority, signers, by=by)
    return authority


@transaction.atomic
def change_authority(authority, *, by, **values):
    """Put right what the list says of an authority. Returns the names of what changed."""
    changed = [name for name, value in values.items() if getattr(authority, name) != value]
    for name in changed:
        setattr(authority, name, values[name])
    if changed:
        authority.full_clean()
        authority.save()
        record("designating.authority.changed", authority, by=by, changes={"fields": changed})
    return changed


@transaction.atomic
def change_signers(authority, users, *, by):
    """Say who submits for an authority. What they submitted stays theirs."""
    standing, wanted = set(authority.signers.all()), set(users)
    if standing == wanted:
        return False
    Signer.objects.filter(authority=authority, user__in=standing - wanted).delete()
    Signer.objects.bulk_create(Signer(authority=authority, user=user) for user in wanted - standing)
    record(
        "designating.authority.signers",
        authority,
        by=by,
        changes={"added": sorted(map(str, wanted - standing)), "removed": sorted(map(str, standing - wanted))},
    )
    return True
