"""Who translates, who says that a translation is right, and who lets texts go outside."""

import rules

from directory.permissions import is_member, is_secretariat
from forums.permissions import is_alive, moderates, reads, wrote


@rules.predicate
def is_shown(user, post):
    return post.is_shown


rules.add_perm("forum_translating.translate_post", is_member & reads & is_shown & is_alive)
rules.add_perm("forum_translating.check_translation", is_shown & (moderates | wrote))
# Words of a group that is not open to everybody leave the site only if the Secretariat says so.
rules.add_perm("forum_translating.let_outside", is_secretariat)
