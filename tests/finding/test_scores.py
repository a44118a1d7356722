"""Points as bitmaps: the same sums as one would write down."""

from pyroaring import BitMap

from experts.finding.scores import Scores, best_of


def test_points_add_up_and_the_highest_come_first():
    scores, written = Scores(), dict.fromkeys(range(40), 0)
    for points, start, end in ((40, 0, 10), (7, 5, 30), (1, 0, 40), (16, 9, 12), (255, 39, 40)):
        scores.add(points, BitMap(range(start, end)))
        for record in range(start, end):
            written[record] += points

    found = list(scores.descending(BitMap(range(0, 40, 2))))

    assert [points for points, _ in found] == sorted({written[record] for record in range(0, 40, 2)}, reverse=True)
    assert {record: points for points, records in found for record in records} == {
        record: written[record] for record in range(0, 40, 2)
    }


def test_records_without_points_come_last():
    scores = Scores()
    scores.add(3, BitMap([1]))

    assert list(scores.descending(BitMap([1, 2]))) == [(3, BitMap([1])), (0, BitMap([2]))]


def test_each_record_counts_with_its_best_degree():
    degrees = [(5, BitMap([1, 2])), (9, BitMap([2, 3])), (1, BitMap([1, 4]))]

    assert list(best_of(degrees)) == [(9, BitMap([2, 3])), (5, BitMap([1])), (1, BitMap([4]))]
