"""Queries whose SQL is written once: what the busiest pages ask, without building the same question each time.

PostgreSQL plans them once for a connection, too: half of what a page asks of it would be planning.
"""

from datetime import UTC, datetime

from django.db import connection

# Whole numbers that stand for the parameters while the SQL is written; no key or number comes near them.
_FIRST_MARK = 2**31 - 1000
_FIRST_MOMENT = datetime(2, 2, 2, 2, 2, 2, 222222, tzinfo=UTC)


def _written(value):
    """A value as it stands among the parameters of a statement."""
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def _rows(sql, params):
    if connection.vendor == "postgresql":
        from .planned import planned_cursor

        cursor = planned_cursor(connection)
        cursor.execute(sql, params)
        return cursor.fetchall()
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


class Prepared:
    """A question of one or more whole numbers, or moments where ``build`` is told so by ``moments``, their places, or
    words by ``words``: ``build(*values)`` gives the ``values_list`` that asks it.

    ``ask(*values)`` gives the rows. The SQL is kept with the connection, for it belongs to its database. Only where
    each number stands in the question itself may a query be prepared, never a condition that depends on it.
    """

    def __init__(self, count, build, moments=(), words=()):
        self.marks = tuple(
            _FIRST_MOMENT if number in moments else f"mark-{number}" if number in words else _FIRST_MARK + number
            for number in range(count)
        )
        self.build = build

    def ask(self, *numbers):
        kept = connection.__dict__.setdefault("_prepared_queries", {})
        found = kept.get(self)
        if found is None:
            found = kept[self] = self._written()
        sql, params, places, convert = found
        for place, number in places:
            params[place] = _written(numbers[number])
        rows = _rows(sql, params)
        return convert(rows) if convert else rows

    def _written(self):
        compiler = self.build(*self.marks).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        marks = {_written(mark): number for number, mark in enumerate(self.marks)}
        params = [str(param) if isinstance(param, str) else param for param in params]
        places = [(place, marks[param]) for place, param in enumerate(params) if param in marks]
        converters = compiler.get_converters([column[0] for column in compiler.select])
        if not converters:
            return sql, params, places, None
        return sql, params, places, lambda rows: [tuple(row) for row in compiler.apply_converters(rows, converters)]
