"""A mailing that dies again and again: run by the test of it, beside it, on a database of its own.

Each child is a copy of this process, made after everything was loaded, that ends without warning (os._exit) after a
random number of statements, as if the power had failed.
"""

import os
import random
import sys

import django
from django.db import connection, connections

TIMES = 50


def die_after(statements):
    left = [statements]

    def count(execute, sql, params, many, context):
        left[0] -= 1
        if left[0] == 0:
            os._exit(9)
        result = execute(sql, params, many, context)
        if left[0] == -1:
            os._exit(9)
        return result

    return count


def main():
    django.setup()
    from notifications.delivery import deliver_due

    from directory.upkeep.actions.asking import hold_mailing

    chance = random.Random(int(sys.argv[1]))
    died = 0
    for _time in range(TIMES):
        connections.close_all()
        child = os.fork()
        if child == 0:
            try:
                with connection.execute_wrapper(die_after(chance.randint(6, 24))):
                    hold_mailing()
            finally:
                os._exit(0)
        # The child draws from a copy: the parent has to move on.
        chance.random()
        died += os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    mailing = hold_mailing()
    sent = 0
    while now := deliver_due():
        sent += now
    sys.stdout.write(f"{died} {mailing.asked} {sent}")


if __name__ == "__main__":
    main()
