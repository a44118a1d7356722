"""Who keeps order, and where their power ends."""

import rules

from directory.permissions import is_member, is_secretariat
from forums.permissions import keeps_order

from .choices import MatterKind
from .models import Ban, Matter, Ruling


def about_whom(thing):
    """The user something is about: whoever wrote a post, appeals, or was decided about."""
    if isinstance(thing, Matter):
        return thing.appealed_by if thing.kind == MatterKind.APPEAL else thing.post.author
    if isinstance(thing, (Ban, Ruling)):
        return thing.user
    return getattr(thing, "author", thing)


@rules.predicate
def is_not_about_oneself(user, thing):
    concerned = about_whom(thing)
    return concerned is None or concerned.pk != user.pk


@rules.predicate
def is_not_about_secretariat(user, thing):
    concerned = about_whom(thing)
    # Whether or not they are signed in as such at this moment.
    return concerned is None or not (concerned.is_staff or concerned.is_superuser)


@rules.predicate
def keeps_its_group(user, thing):
    """Facilitators decide in their groups; what belongs to no group is the Secretariat's."""
    group = thing.thread.group if hasattr(thing, "thread") else thing.group
    return group is not None and keeps_order(user, group)


@rules.predicate
def did_not_decide_first(user, matter):
    """An appeal is decided by somebody else; one against the Secretariat's decision by the Secretariat."""
    if matter.kind != MatterKind.APPEAL:
        return True
    first = matter.ruling
    return first.by_id != user.pk and (first.decided_as != "secretariat" or is_secretariat(user))


may_decide = is_not_about_oneself & (is_secretariat | (is_not_about_secretariat & keeps_its_group))

rules.add_perm("forum_conduct.decide_matter", did_not_decide_first & may_decide)
rules.add_perm("forum_conduct.decide_post", may_decide)
# Who wrote a post may be warned, or kept from writing in its group.
rules.add_perm("forum_conduct.act_on_author", may_decide & is_not_about_secretariat)
rules.add_perm("forum_conduct.lift_ban", may_decide)
# Queue, watched words and bans: of a group for its facilitators, of the whole network for the Secretariat.
rules.add_perm("forum_conduct.keep_network", is_secretariat)
rules.add_perm("forum_conduct.flag_post", is_member)
