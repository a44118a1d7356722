"""Who may do what in enrolment: the Secretariat writes terms and questions, makes links and decides."""

import rules

from directory.permissions import is_own_record, is_secretariat

rules.add_perm("enrolment.write_terms", is_secretariat)
rules.add_perm("enrolment.make_link", is_secretariat)
rules.add_perm("enrolment.decide_request", is_secretariat)
rules.add_perm("enrolment.accept_terms", is_own_record)
