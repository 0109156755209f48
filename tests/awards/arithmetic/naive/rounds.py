"""Steps 1 and 2 of docs/open-data.md: marks and cuts."""

from fractions import Fraction


def judge(document, contest):
    """Every round by its order, and the finalists."""
    last_cut = 0
    for judged in document["rounds"]:
        if judged["cut"] is not None:
            last_cut = judged["order"]
    inside = list(contest.cases)
    rounds = {}
    for judged in document["rounds"]:
        order = judged["order"]
        outcome = {"marks": {}, "left_out": {}, "trimmed": {}}
        for case in inside:
            totals, left_out = valid_totals(contest, order, case)
            mark, trimmed = mark_of(totals, judged["trim"])
            outcome["marks"][case] = mark
            outcome["left_out"][case] = left_out
            outcome["trimmed"][case] = trimmed
        rounds[order] = outcome
        if order <= last_cut:
            inside = going_on(rounds, order, judged["cut"])
        outcome["goes_on"] = sorted(inside)
    return rounds, inside


def valid_totals(contest, order, case):
    """([judge, total] in the order of the judges, {judge: why left out})."""
    totals, left_out = [], {}
    for judge_ in contest.judges[order]:
        found = None
        for sheet in contest.sheets[order]:
            if sheet.judge == judge_ and sheet.case == case:
                found = sheet
        is_recused = False
        for recusal in contest.recusals.get(order, []):
            if recusal.judge == judge_ and recusal.case == case:
                is_recused = True
        if is_recused:
            left_out[judge_] = "recused"
        elif found is None:
            left_out[judge_] = "missing"
        elif None in found.points:
            left_out[judge_] = "incomplete"
        else:
            total = Fraction(0)
            for points in found.points:
                total += points
            totals.append([judge_, total])
    return totals, left_out


def mark_of(totals, trim):
    """The mean of the totals that stay, and the judges whose totals do not: highest, lowest."""
    staying, highest, lowest = list(totals), [], []
    if trim is not None and len(totals) >= trim["from_totals"]:
        for _time in range(trim["high"]):
            extreme = staying[0]
            for one in staying:
                if one[1] > extreme[1]:
                    extreme = one
            staying.remove(extreme)
            highest.append(extreme[0])
        for _time in range(trim["low"]):
            extreme = staying[0]
            for one in staying:
                if one[1] < extreme[1]:
                    extreme = one
            staying.remove(extreme)
            lowest.append(extreme[0])
    trimmed = [sorted(highest), sorted(lowest)]
    if not staying:
        return None, trimmed
    return sum(total for _judge, total in staying) / Fraction(len(staying)), trimmed


def is_better_mark(rounds, order, one, other):
    """Whether `one` is above `other`: by the mark of this round, or where that is equal, by the rounds before it."""
    while order >= 1:
        mine, theirs = rounds[order]["marks"].get(one), rounds[order]["marks"].get(other)
        if mine != theirs:
            return theirs is None or (mine is not None and mine > theirs)
        order -= 1
    return False


def going_on(rounds, order, cut):
    marked = [case for case, mark in rounds[order]["marks"].items() if mark is not None]
    if cut is None:
        return marked
    passed = []
    for case in marked:
        better = 0
        for other in marked:
            if is_better_mark(rounds, order, other, case):
                better += 1
        # With `cut` or more above it a case is below the line; those equal at the line have fewer above them.
        if better < cut:
            passed.append(case)
    return passed
