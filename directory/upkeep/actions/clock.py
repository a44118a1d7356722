"""What the upkeep does by the clock."""

from django.utils import timezone

from .addresses import settle_addresses
from .asking import hold_mailing, is_day_of_mailing, open_tasks_for_unanswered, settle

# So many letters at a time: as many as leave until the clock comes round.
LETTERS_AT_A_TIME = 2000


def keep_asking():
    """Take in answers given on the site, see to addresses, and hold the mailing on its day."""
    settle()
    settle_addresses()
    open_tasks_for_unanswered()
    if is_day_of_mailing(timezone.now().date()):
        hold_mailing(most=LETTERS_AT_A_TIME)
