"""What the site does by the clock, without being asked."""

import logging
from datetime import timedelta

from api.actions import forget_old_tokens
from django.core.cache import cache
from django.core.management import call_command
from django.db import close_old_connections
from following.actions import forget_left_follows
from following.telling import tell_followers
from notifications.actions import forget_old_mail
from notifications.delivery import deliver_due
from search.actions import catch_up, note_changes_of_dates, tidy_index

from directory.actions.correspondence import forget_old_messages
from directory.designating.actions import tell_of_expiries
from directory.duplicates.finding import look_for_duplicates
from directory.duplicates.forgetting import forget_old_merges
from directory.editions.actions import take_up_silent
from directory.enrolment.actions.terms import tell_holders
from directory.imports.actions import forget_old_imports
from directory.partnerships.actions.agreements import remind_of_renewals
from directory.upkeep.actions.clock import keep_asking
from experts.actions import keep_roster
from experts.assignments.actions import keep_assignments
from experts.consulting.actions import keep_questions_moving
from experts.mentoring.actions import keep_mentoring
from experts.shortlists.actions import forget_old_links
from forums.actions.counting import recount_groups
from forums.actions.drafts import forget_loose_files
from forums.archives.actions import forget_old_exports
from forums.archives.actions import take_up_silent as go_on_with_archives
from forums.conduct.actions import tell_of_matters
from forums.consultations.actions import keep_consultations
from forums.finding.actions import take_in
from forums.joining.actions import keep_all_groups_up, keep_groups_up
from forums.mailing.actions import forget_old_deliveries, mail_out
from forums.meetings.actions import let_meetings_pass, remind_of_meetings
from forums.polls.actions import end_due_polls
from forums.receiving.actions import forget_received_mail, read_waiting_mail

logger = logging.getLogger(__name__)


def clear_expired_sessions():
    call_command("clearsessions", verbosity=0)


def prune_finished_tasks():
    call_command("prune_db_task_results", min_age_days=3, failed_min_age_days=30, verbosity=0)


def bring_index_up_to_date():
    """Take in what the engine missed while it was down, and the posts that begin or end today."""
    note_changes_of_dates()
    catch_up()


# Each job may run more often than it need, or in two processes at once, without harm.
JOBS = (
    (mail_out, timedelta(minutes=1)),
    (deliver_due, timedelta(minutes=1)),
    (read_waiting_mail, timedelta(minutes=1)),
    (forget_received_mail, timedelta(days=1)),
    (bring_index_up_to_date, timedelta(minutes=1)),
    (take_up_silent, timedelta(minutes=1)),
    (tell_holders, timedelta(minutes=5)),
    (tell_followers, timedelta(minutes=1)),
    (tidy_index, timedelta(hours=1)),
    (tell_of_expiries, timedelta(hours=6)),
    (forget_old_mail, timedelta(days=1)),
    (forget_old_deliveries, timedelta(days=1)),
    (forget_left_follows, timedelta(days=1)),
    (forget_old_tokens, timedelta(days=1)),
    (forget_old_links, timedelta(days=1)),
    (forget_old_messages, timedelta(hours=6)),
    (keep_asking, timedelta(minutes=10)),
    (keep_roster, timedelta(minutes=10)),
    (keep_questions_moving, timedelta(minutes=1)),
    (tell_of_matters, timedelta(minutes=10)),
    (forget_old_merges, timedelta(hours=1)),
    (look_for_duplicates, timedelta(hours=1)),
    (remind_of_renewals, timedelta(hours=6)),
    (forget_old_imports, timedelta(days=1)),
    (keep_assignments, timedelta(minutes=10)),
    (keep_mentoring, timedelta(minutes=10)),
    (end_due_polls, timedelta(minutes=1)),
    (keep_consultations, timedelta(minutes=1)),
    (take_in, timedelta(minutes=1)),
    (go_on_with_archives, timedelta(minutes=5)),
    (forget_old_exports, timedelta(hours=1)),
    (forget_loose_files, timedelta(days=1)),
    (recount_groups, timedelta(minutes=1)),
    (keep_groups_up, timedelta(minutes=1)),
    (keep_all_groups_up, timedelta(days=1)),
    (remind_of_meetings, timedelta(minutes=5)),
    (let_meetings_pass, timedelta(minutes=1)),
    (clear_expired_sessions, timedelta(days=1)),
    (prune_finished_tasks, timedelta(days=1)),
)


def run_due_jobs():
    """Run every job whose time has come; one that fails does not keep the others. Returns the names of those run.

    Which ones were run lately stands in the cache, so several workers share the work when they share the cache.
    """
    ran = []
    for job, interval in JOBS:
        # A little less than the interval, or a job of every minute would run every other minute.
        if not cache.add(f"periodic:{job.__name__}", True, interval.total_seconds() - 5):
            continue
        close_old_connections()
        try:
            job()
        except Exception:
            logger.exception("The periodic job %s failed", job.__name__)
        ran.append(job.__name__)
    close_old_connections()
    return ran
