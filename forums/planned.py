"""Statements that PostgreSQL plans once for each connection."""

import psycopg
from django.db.backends.postgresql.base import ServerBindingCursor
from psycopg.pq import Format
from psycopg.types.numeric import Int8Dumper

_TIMESTAMPTZ = psycopg.postgres.types["timestamptz"].oid


class PlannedCursor(ServerBindingCursor):
    """Leaves statements and their plans with the server. One is kept with a connection, and is never closed.

    Moments are read as the server gives them, for its clock is set to UTC.
    """

    def __init__(self, connection):
        super().__init__(connection)
        self.adapters.register_loader(_TIMESTAMPTZ, psycopg.adapters.get_loader(_TIMESTAMPTZ, Format.TEXT))
        # Small and large numbers alike: a statement is kept for each kind of its parameters.
        self.adapters.register_dumper(int, Int8Dumper)
        if connection.prepare_threshold is None:
            # Nothing is prepared but what asks for it.
            connection.prepare_threshold = 2**31

    def execute(self, query, params=None):
        return super().execute(query, params, prepare=True)


def planned_cursor(wrapper):
    """The cursor of Django's connection, counted and logged as all its cursors are."""
    wrapper.close_if_health_check_failed()
    wrapper.ensure_connection()
    kept = wrapper.__dict__.get("_planned_cursor")
    if kept is None or kept.connection is not wrapper.connection:
        kept = wrapper.__dict__["_planned_cursor"] = PlannedCursor(wrapper.connection)
    return wrapper._prepare_cursor(kept)
