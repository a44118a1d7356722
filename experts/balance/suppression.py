"""Hiding small numbers, so that nobody is told apart in a table of people."""

FEWER_THAN = 5


def suppress(counts, *, are_parts=False, limit=FEWER_THAN):
    """The counts with None for those under ``limit``.

    ``are_parts`` says that everybody is counted once and the sum is known: then one hidden count could be found out
    by subtraction, so the smallest of the others are hidden with it until ``limit`` people or more are hidden in
    two parts or more. Zero is hidden like any other small number: that nobody of a group is there tells as much.
    """
    shown = {key: number if number >= limit else None for key, number in counts.items()}
    if not are_parts or None not in shown.values():
        return shown
    hidden = {key: counts[key] for key, number in shown.items() if number is None}
    for key in sorted((key for key in counts if key not in hidden), key=lambda key: counts[key]):
        if len(hidden) > 1 and sum(hidden.values()) >= limit:
            break
        hidden[key] = counts[key]
        shown[key] = None
    return shown


def suppress_table(rows, limit=FEWER_THAN):
    """Rows of parts that add up, the first of them the sum of the others: ``[{key: number}]``, hidden both ways.

    A number hidden in its row alone could be found out from its column. So rows and columns are gone through until in
    each of them nothing is hidden, or two parts or more that come to ``limit`` people or more.
    """
    whole, parts = 0, range(1, len(rows))
    lines = [[(row, key) for key in rows[row]] for row in range(len(rows))]
    columns = [[(row, key) for row in parts] for key in rows[whole]]
    hidden = {(row, key) for row, counts in enumerate(rows) for key, number in counts.items() if number < limit}

    def number_of(place):
        return rows[place[0]][place[1]]

    def hide_smallest(line):
        """Hides one more where what is hidden on a line could be worked out; tells whether it did."""
        unseen = [place for place in line if place in hidden]
        safe = len(unseen) > 1 and sum(map(number_of, unseen)) >= limit
        seen = [place for place in line if place not in hidden]
        if safe or not unseen or not seen:
            return False
        hidden.add(min(seen, key=number_of))
        return True

    def hide_in_column(column):
        total = (whole, column[0][1])
        if total not in hidden:
            return hide_smallest(column)
        if hidden.isdisjoint(column):
            # The sum is hidden, and all its parts are shown.
            hidden.add(min(column, key=number_of))
            return True
        return False

    while any([*map(hide_smallest, lines), *map(hide_in_column, columns)]):
        pass
    return [{key: None if (row, key) in hidden else counts[key] for key in counts} for row, counts in enumerate(rows)]


def as_they_are(counts, **kwargs):
    """For the Secretariat, who may see every number."""
    return dict(counts)
