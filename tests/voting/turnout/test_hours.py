from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from voting.turnout.hours import bursts, hour_table, picture

START = datetime(2026, 11, 26, 0, tzinfo=UTC)
KOREA = ZoneInfo("Asia/Seoul")
LATER = START + timedelta(days=9)


def hour(n):
    return START + timedelta(hours=n)


def standing_out(*counts, running=LATER):
    return sorted((at - START) // timedelta(hours=1) for at in bursts(dict(enumerate_hours(counts)), running))


def enumerate_hours(counts):
    return [(hour(n), count) for n, count in enumerate(counts)]


def test_an_hour_above_three_medians_with_thirty_or_more_stands_out():
    assert standing_out(10, 10, 31, 10) == [2]
    assert standing_out(10, 10, 30, 10) == []
    assert standing_out(2, 2, 29, 2) == []
    assert standing_out(2, 2, 30, 2) == [2]


def test_hours_without_any_do_not_lower_the_median():
    assert standing_out(0, 0, 0, 40, 0, 30) == []


def test_the_running_hour_is_left_out_of_both():
    assert standing_out(10, 10, 10, 90, running=hour(3)) == []
    assert standing_out(10, 10, 40, 1, 1, 1, running=hour(3)) == [2]


def test_no_hour_stands_out_of_none():
    assert standing_out() == []


def test_table_sums_by_hour_and_column_newest_first():
    counts = [(hour(0), "a", 3), (hour(0), "b", 1), (hour(2), "b", 40), (hour(3), "b", 2)]
    table = hour_table(counts, ["a", "b"], LATER)
    assert [(row.hour, row.cells, row.total) for row in table.rows] == [
        (hour(3), [0, 2], 2),
        (hour(2), [0, 40], 40),
        (hour(0), [3, 1], 4),
    ]
    assert (table.totals, table.total) == ([3, 43], 46)
    assert [row.hour for row in table.bursts] == [hour(2)]


def test_picture_keeps_gaps_and_begins_days_in_korea():
    table = hour_table([(hour(13), "a", 5), (hour(16), "a", 10)], ["a"], LATER)
    drawn = picture(table, KOREA)
    assert [(bar.x, bar.y, bar.height) for bar in drawn.bars] == [
        ("0.000%", "50.000%", "50.000%"),
        ("75.000%", "0.000%", "100.000%"),
    ]
    assert [(line.x, line.day.isoformat()) for line in drawn.days] == [
        ("50.000%", "2026-11-27T00:00:00+09:00")
    ]
    assert drawn.highest.hour == hour(16)
