"""Counts by the hour, and the hours that stand out. Pure: no models, no settings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from statistics import median

HOUR = timedelta(hours=1)
# An hour stands out with at least so many and more than so many times the median hour.
BURST_LEAST, BURST_TIMES = 30, 3
# How much of an hour's place its bar takes.
BAR_OF_SLOT = 0.8


@dataclass(frozen=True)
class Row:
    """One hour: a count for every column, their sum, and whether it stands out."""

    hour: datetime
    cells: list[int]
    total: int
    is_burst: bool


@dataclass(frozen=True)
class HourTable:
    """Counts by hour and column, the newest hour first; hours without any are left out."""

    columns: list[str]
    rows: list[Row]
    totals: list[int]
    total: int

    def with_titles(self, titles: Iterable[str]) -> "HourTable":
        """The same table with columns named for the reader."""
        return replace(self, columns=list(titles))

    @property
    def bursts(self) -> list[Row]:
        return [row for row in self.rows if row.is_burst]


@dataclass(frozen=True)
class Bar:
    """One hour of the picture; places and sizes in percent of it, as SVG reads them."""

    x: str
    width: str
    y: str
    height: str
    is_burst: bool


@dataclass(frozen=True)
class Line:
    """The beginning of a day in the picture."""

    x: str
    day: datetime


@dataclass(frozen=True)
class Picture:
    """The hours as bars; `highest` is the one that fills the height."""

    bars: list[Bar]
    days: list[Line]
    highest: Row


def bursts(totals: Mapping[datetime, int], running: datetime) -> set[datetime]:
    """Return the hours before `running` that stand out: `BURST_LEAST` or more, above `BURST_TIMES` medians.

    The median is that of the hours before `running` with any at all.

    >>> day = lambda *hours: {datetime(2026, 11, 26, hour): n for hour, n in enumerate(hours)}
    >>> sorted(hour.hour for hour in bursts(day(10, 10, 31, 29, 90), datetime(2026, 11, 26, 4)))
    []
    >>> sorted(hour.hour for hour in bursts(day(10, 9, 31, 10, 10, 90), datetime(2026, 11, 26, 5)))
    [2]
    """
    whole = {hour: n for hour, n in totals.items() if n and hour < running}
    usual = median(whole.values()) if whole else 0
    return {hour for hour, n in whole.items() if n >= BURST_LEAST and n > BURST_TIMES * usual}


def hour_table(
    counts: Iterable[tuple[datetime, str, int]], columns: list[str], running: datetime
) -> HourTable:
    """Return the table of `counts` (hour, column, number), each pair of hour and column at most once."""
    by_hour: dict[datetime, dict[str, int]] = {}
    for hour, column, n in counts:
        by_hour.setdefault(hour, {})[column] = n
    totals = {hour: sum(cells.values()) for hour, cells in by_hour.items()}
    standing_out = bursts(totals, running)
    rows = [
        Row(
            hour,
            [by_hour[hour].get(column, 0) for column in columns],
            totals[hour],
            hour in standing_out,
        )
        for hour in sorted(by_hour, reverse=True)
    ]
    sums = [sum(row.cells[place] for row in rows) for place in range(len(columns))]
    return HourTable(columns, rows, sums, sum(sums))


def picture(table: HourTable, zone: tzinfo) -> Picture:
    """Return the picture of a table that is not empty: the highest hour fills the height, days begin in `zone`."""
    first, last = table.rows[-1].hour, table.rows[0].hour
    slot = 100 / (int((last - first) / HOUR) + 1)
    highest = max(table.rows, key=lambda row: row.total)
    places = {row.hour: (row.hour - first) / HOUR * slot for row in table.rows}
    bars = [
        Bar(
            x=_percent(places[row.hour]),
            width=_percent(slot * BAR_OF_SLOT),
            y=_percent(100 - 100 * row.total / highest.total),
            height=_percent(100 * row.total / highest.total),
            is_burst=row.is_burst,
        )
        for row in reversed(table.rows)
    ]
    days = [Line(_percent((day - first) / HOUR * slot), day) for day in _days(first, last, zone)]
    return Picture(bars, days, highest)


def _days(first, last, zone):
    """The beginnings of days after `first` and up to `last`."""
    day = first.astimezone(zone).replace(hour=0) + timedelta(days=1)
    while day <= last:
        yield day
        day += timedelta(days=1)


def _percent(value):
    return f"{value:.3f}%"
