"""Queries whose SQL is written once: what the busiest pages ask, without building the same question each time."""

from datetime import UTC, datetime

from django.db import connection

# Whole numbers that stand for the parameters while the SQL is written; no key or number comes near them.
_FIRST_MARK = 2**31 - 1000
_FIRST_MOMENT = datetime(2, 2, 2, 2, 2, 2, 222222, tzinfo=UTC)


def _written(value):
    """A value as it stands among the parameters of a statement."""
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


class Prepared:
    """A question of one or more whole numbers, or moments where ``build`` is told so by ``moments``, their places:
    ``build(*values)`` gives the ``values_list`` that asks it.

    ``ask(*values)`` gives the rows. The SQL is kept with the connection, for it belongs to its database. Only where
    each number stands in the question itself may a query be prepared, never a condition that depends on it.
    """

    def __init__(self, count, build, moments=()):
        self.marks = tuple(_FIRST_MOMENT if number in moments else _FIRST_MARK + number for number in range(count))
        self.build = build

    def ask(self, *numbers):
        kept = connection.__dict__.setdefault("_prepared_queries", {})
        found = kept.get(self)
        if found is None:
            found = kept[self] = self._written()
        sql, params, convert = found
        given = dict(zip(map(_written, self.marks), map(_written, numbers), strict=True))
        with connection.cursor() as cursor:
            cursor.execute(sql, [given.get(param, param) for param in params])
            rows = cursor.fetchall()
        return convert(rows) if convert else rows

    def _written(self):
        compiler = self.build(*self.marks).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        converters = compiler.get_converters([column[0] for column in compiler.select])
        if not converters:
            return sql, params, None
        return sql, params, lambda rows: [tuple(row) for row in compiler.apply_converters(rows, converters)]
