"""Who may do what in the procedure of designation."""

import rules

from directory.permissions import is_secretariat

from . import queries


@rules.predicate
def acts_for(user, submission):
    return submission is not None and queries.may_act_for(user, submission)


@rules.predicate
def may_designate(user):
    return bool(queries.capacities(user))


@rules.predicate
def enrolled(user, designation):
    """Whether it is for this focal point to end the designation of a deputy or authorised user."""
    return designation is not None and queries.focal_point_posts(user).filter(country=designation.country).exists()


rules.add_perm("designating.add_submission", is_secretariat | may_designate)
rules.add_perm("designating.change_submission", acts_for)
rules.add_perm("designating.decide_submission", is_secretariat)
rules.add_perm("designating.change_authority", is_secretariat)
rules.add_perm("designating.end_enrolment", enrolled)
