"""Steps 3 and 4 of docs/open-data.md: values of the groups, converted; and step 8, what they weighed."""

from fractions import Fraction


class NoResult(Exception):
    """A ranked case has no mark of a round that a group or a tie step asks for."""


def measure(document, contest, rounds, ranked):
    """What a source or a tie step names, by case of the ranked set."""
    needed = set()
    for group in document["groups"]:
        for source in group["sources"]:
            if "round" in source:
                needed.add(source["round"])
    for step in document["tie_chain"]:
        if step.startswith("round:"):
            needed.add(int(step[len("round:") :]))
    measures = {}
    for order in needed:
        measures[f"round:{order}"] = {case: rounds[order]["marks"].get(case) for case in ranked}
        if None in measures[f"round:{order}"].values():
            raise NoResult(order)
    if document["poll"] is not None:
        measures["votes"] = {case: Fraction(contest.votes.get(case, 0)) for case in ranked}
    return measures


def group_result(group, measures, ranked):
    values = {}
    for case in ranked:
        value = Fraction(0)
        for source in group["sources"]:
            name = f"round:{source['round']}" if "round" in source else "votes"
            value += Fraction(source["weight"]) * measures[name][case] / 100
        values[case] = value
    converted = convert(group["conversion"], values)
    weight = Fraction(group["weight"])
    weighted = {case: weight * converted[case] / 100 for case in ranked}
    return {
        "name": group["name"],
        "weight": weight,
        "values": values,
        "converted": converted,
        "weighted": weighted,
    }


def convert(conversion, values):
    """The values by case on the scale of a method."""
    method, table = conversion, None
    if isinstance(conversion, dict):
        method, table = conversion["method"], conversion.get("table")
    if not values:
        return {}
    if method == "standard":
        return standard(values)
    column = list(values.values())
    most, least, whole = max(column), min(column), sum(column)
    converted = {}
    for case, x in values.items():
        if method == "min_max":
            converted[case] = 100 * (x - least) / (most - least) if most != least else Fraction(50)
        elif method == "share_of_leader":
            converted[case] = 100 * x / most if most != 0 else Fraction(0)
        elif method == "share_of_total":
            converted[case] = 100 * x / whole if whole != 0 else Fraction(0)
        elif method == "rank_points":
            converted[case] = rank_points(column, x, table)
        elif method == "as_scored":
            converted[case] = x
        else:
            raise ValueError(method)
    return converted


def rank_points(column, x, table):
    n = len(column)
    points = []
    for rank in range(1, n + 1):
        if table is None:
            points.append(Fraction(100 * (n - rank + 1), n))
        else:
            points.append(Fraction(table[rank - 1]) if rank <= len(table) else Fraction(0))
    first = 1
    for other in column:
        if other > x:
            first += 1
    shared = points[first - 1 : first - 1 + column.count(x)]
    return sum(shared) / Fraction(len(shared))


def standard(values):
    """50 + 10·(x − mean)/SD; the quotient with 20 decimals, half to even."""
    n = Fraction(len(values))
    mean = sum(values.values()) / n
    variance = sum((x - mean) * (x - mean) for x in values.values()) / n
    if variance == 0:
        return {case: Fraction(50) for case in values}
    deviation = square_root(variance)
    converted = {}
    for case, x in values.items():
        quotient = 10 * (x - mean) / deviation
        converted[case] = 50 + Fraction(half_to_even(quotient * 10**20), 10**20)
    return converted


def half_to_even(number):
    below = number.numerator // number.denominator
    rest = number - below
    if rest > Fraction(1, 2) or (rest == Fraction(1, 2) and below % 2 == 1):
        return below + 1
    return below


def square_root(number):
    """The root with 60 significant digits, half to even, by halving an interval of whole numbers."""
    shift = 0
    while number * Fraction(100) ** shift < 10**118:
        shift += 1
    while number * Fraction(100) ** shift >= 10**120:
        shift -= 1
    scaled = number * Fraction(100) ** shift
    low, high = 10**59, 10**60
    while high - low > 1:
        middle = (low + high) // 2
        if middle * middle <= scaled:
            low = middle
        else:
            high = middle
    half = low + Fraction(1, 2)
    if half * half < scaled or (half * half == scaled and low % 2 == 1):
        low += 1
    return low / Fraction(10) ** shift


def effective(groups, ranked):
    """cov(part of the group, sum of the parts) / var(sum of the parts) by group; None where nothing differs."""
    n = len(ranked)
    sums = {case: sum(group["weighted"][case] for group in groups) for case in ranked}
    mean = sum(sums.values()) / Fraction(n)
    variance = sum((sums[case] - mean) ** 2 for case in ranked) / n
    if variance == 0:
        return None
    weights = {}
    for group in groups:
        own = group["weighted"]
        own_mean = sum(own.values()) / Fraction(n)
        covariance = sum((own[case] - own_mean) * (sums[case] - mean) for case in ranked) / n
        weights[group["name"]] = covariance / variance
    return weights
