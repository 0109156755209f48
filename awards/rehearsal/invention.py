"""Practice figures, drawn from a seed: the same seed gives the same figures. Pages label them as made up."""

import random
from collections.abc import Iterator, Sequence

JUDGES = 7
PANEL = "panel"


def judge_rows(rounds: Sequence[dict], panel: int) -> list[list[str]]:
    """Return a judge sheet: seven experts for the rounds of experts, `panel` citizens for those of a panel."""
    experts = ", ".join(str(one["order"]) for one in rounds if one["method"] != PANEL)
    citizens = ", ".join(str(one["order"]) for one in rounds if one["method"] == PANEL)
    rows = [["심사위원", "역할", "심사"]]
    if experts:
        rows += [
            [f"연습 심사위원 {n}", "위원장" if n == 1 else "위원", experts] for n in range(1, JUDGES + 1)
        ]
    if citizens:
        rows += [[f"시민평가단 {n}", "시민", citizens] for n in range(1, panel + 1)]
    return rows


def score_rows(
    *, seed: str, judges: Sequence[str], numbers: Sequence[str], criteria: Sequence[dict]
) -> list[list[str]]:
    """Return a score sheet: every judge × every case, whole points between half and all of each maximum."""
    draw = random.Random(seed)
    merit = {number: draw.gauss(0.78, 0.08) for number in numbers}
    rows = [["사례번호", "심사위원", *(f"{criterion['name']}({criterion['max']})" for criterion in criteria)]]
    for judge in judges:
        severity = draw.gauss(0, 0.02)
        for number in numbers:
            shares = [min(1, max(0.5, merit[number] - severity + draw.gauss(0, 0.05))) for _ in criteria]
            points = [str(round(share * float(c["max"]))) for share, c in zip(shares, criteria, strict=True)]
            rows.append([number, judge, *points])
    return rows


def ballots(*, seed: str, voters: int, numbers: Sequence[str], k: int) -> Iterator[list[str]]:
    """Yield `voters` ballots of exactly `k` different cases; some cases are liked better than others."""
    draw = random.Random(seed)
    liking = {number: draw.uniform(1, 2.5) for number in numbers}
    for _ in range(voters):
        keyed = sorted(numbers, key=lambda number: -(draw.random() ** (1 / liking[number])))
        yield keyed[:k]
