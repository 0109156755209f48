"""Steps 5 and 6 of docs/open-data.md: totals, places, ties."""

from fractions import Fraction
from hashlib import sha256


def add_up(document, contest, groups, ranked):
    """(what was added of a bonus, the exact total, the total as it is written), each by case."""
    bonus, exact, totals = {}, {}, {}
    for case in ranked:
        added = Fraction(0)
        if document["bonus"] is not None and case in contest.bonus:
            added = min(contest.bonus[case], Fraction(document["bonus"]["cap"]))
        bonus[case] = added
        exact[case] = added + sum(group["weighted"][case] for group in groups)
        totals[case] = written(exact[case], document["decimals"])
    return bonus, exact, totals


def written(number, decimals):
    """The number with so many decimals, halves away from zero."""
    size = abs(number) * 10**decimals
    whole = size.numerator // size.denominator
    if size - whole >= Fraction(1, 2):
        whole += 1
    digits = str(whole).rjust(decimals + 1, "0")
    text = digits if decimals == 0 else digits[:-decimals] + "." + digits[-decimals:]
    return "-" + text if number < 0 and whole != 0 else text


def lots(seed, ranked):
    """By case how many come after it in the order of the lot: more is better."""
    drawn = sorted(ranked, key=lambda case: sha256((seed + case).encode("utf-8")).hexdigest())
    return {case: len(drawn) - n for n, case in enumerate(drawn)}


def place(document, measures, totals, ranked):
    """(place, the last step that parted a case from others of its total), by case."""
    chain = document["tie_chain"]
    columns = {
        step: lots(document["lot_seed"], ranked) if step == "lot" else measures[step] for step in chain
    }
    places, steps = {}, {}
    for case in ranked:
        better, last = 0, ""
        for other in ranked:
            if Fraction(totals[other]) > Fraction(totals[case]):
                better += 1
        equal = [other for other in ranked if totals[other] == totals[case]]
        for step in chain:
            still = []
            for other in equal:
                if columns[step][other] > columns[step][case]:
                    better += 1
                elif columns[step][other] == columns[step][case]:
                    still.append(other)
            if len(still) < len(equal):
                last = step
            equal = still
        places[case], steps[case] = 1 + better, last
    return places, steps
