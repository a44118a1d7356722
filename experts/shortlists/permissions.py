"""Who may do what with shortlists: their keepers, and nobody else."""

import rules

from directory.permissions import is_member


@rules.predicate
def keeps(user, shortlist):
    return shortlist is not None and user.is_authenticated and shortlist.owner_id == user.pk


rules.add_perm("shortlists.keep_shortlist", keeps)
# Who is not a member yet keeps shortlists, and hands nothing on in the name of the network.
rules.add_perm("shortlists.share_shortlist", keeps & is_member)
