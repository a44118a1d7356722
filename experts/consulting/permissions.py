"""Who may do what with questions to experts."""

import rules

from directory.permissions import is_member, is_secretariat


@rules.predicate
def asked_it(user, question):
    return question is not None and user.is_authenticated and question.asked_by_id == user.pk


rules.add_perm("consulting.ask", is_member)
# Asks experts, opens the question to its fields, closes it, proposes a public answer.
rules.add_perm("consulting.conduct", asked_it | is_secretariat)
rules.add_perm("consulting.change_draft", asked_it)
