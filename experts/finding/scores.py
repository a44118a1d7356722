"""Points of many records at once, as bitmaps: one for each binary digit of the points.

Adding points to a hundred thousand records takes a few operations on bitmaps, and the highest come first without any
being sorted. Points are whole numbers.
"""

from pyroaring import BitMap


class Scores:
    """The points of records. Records without points are in no digit."""

    def __init__(self):
        self._digits: list[BitMap] = []

    def add(self, points, records):
        """Give all these records so many points more."""
        place = 0
        while points >> place:
            if points >> place & 1:
                self._carry(place, records)
            place += 1

    def _carry(self, place, records):
        while records:
            while place >= len(self._digits):
                self._digits.append(BitMap())
            digit = self._digits[place]
            over = digit & records
            self._digits[place] = digit ^ records
            records, place = over, place + 1

    def descending(self, records):
        """These records in groups of (points, records), the highest points first."""
        yield from self._from(len(self._digits) - 1, records, 0)

    def _from(self, place, records, points):
        if not records:
            return
        if place < 0:
            yield points, records
            return
        high = records & self._digits[place]
        yield from self._from(place - 1, high, points + (1 << place))
        yield from self._from(place - 1, records - high, points)


def best_of(degrees):
    """Each record in the first of its degrees alone: (points, records), whatever their order; points descend."""
    left = None
    for points, records in sorted(degrees, key=lambda degree: -degree[0]):
        taken = records if left is None else records - left
        left = records if left is None else left | records
        if taken:
            yield points, taken
