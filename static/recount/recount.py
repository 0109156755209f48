#!/usr/bin/env python3
"""공개된 결과를 공개 자료만으로 다시 계산합니다. Recompute a published result from its open data.

python3 recount.py bundle.json [--sha256 HEX] [--en], with Python 3.8 or newer and nothing else. The steps are those
of docs/open-data.md, in exact fractions. Exit status: 0 they agree (일치합니다), 1 they differ, 2 unreadable.
"""

import argparse
import hashlib
import json
import re
import sys
from collections import Counter
from decimal import Context, Decimal
from fractions import Fraction
from pathlib import Path
from statistics import mean

FAULTS = OSError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError
AGAIN = "결과 화면에서 다시 내려받으세요 ({0!r}) // Download it again from the results page ({0!r})"


class Stop(Exception):
    """Why it ends here, as "Korean // English", and the exit status."""


def exact(value):
    """A whole number, a decimal or a fraction as an exact fraction; null stays None."""
    number = r"-?[0-9]{1,200}(\.[0-9]{1,60}|/0*[1-9][0-9]{0,200})?"
    if not (value is None or type(value) is int or (isinstance(value, str) and re.fullmatch(number, value))):
        raise Stop(f"수가 아닙니다: {shown(value)} // Not a number: {shown(value)}", 2)
    return None if value is None else Fraction(value)


def rounded(value, decimals):
    """`value` as text with so many decimals, halves away from zero."""
    digits = int(abs(value) * 10**decimals + Fraction(1, 2))
    return f"{Decimal(-digits if value < 0 else digits).scaleb(-decimals, Context(300)):f}"


def shown(value):
    """A value for the reader: nothing is a dash, and no letter steers the terminal."""
    if isinstance(value, dict):
        return "; ".join(f"{shown(name)}: {shown(one)}" for name, one in value.items()) or "–"
    if isinstance(value, (list, tuple)):
        return ", ".join(map(shown, value)) or "–"
    return "".join(c if c.isprintable() else "?" for c in str(value)) if value not in (None, "") else "–"


def standing(values):
    """Key of the order in which more is better and no value is below any."""
    return [(value is not None, value or 0) for value in values]


def round_mark(totals, trim):
    given = sorted(exact(total) for total in totals if total is not None)
    if trim and len(given) >= trim["from_totals"]:
        given = given[: max(0, len(given) - trim["high"])][trim["low"] :]
    return mean(given) if given else None


def standard(v, x, _):
    variance = mean([(value - mean(v)) ** 2 for value in v])
    deviation = Fraction(Context(300).divide(variance.numerator, variance.denominator).sqrt(Context(60)))
    return 50 + (round(10 * (x - mean(v)) / deviation, 20) if deviation else 0)  # `round` is half-even


def rank_points(v, x, table):
    better, n = sum(value > x for value in v), len(v)
    points = [100 * Fraction(n - i, n) for i in range(n)] if table is None else [*map(exact, table), *[0] * n]
    return mean(points[better : better + v.count(x)])


# Step 4: `v` are the values of the ranked set, `x` is one of them.
CONVERSIONS = {
    "standard": standard,
    "min_max": lambda v, x, _: 100 * (x - min(v)) / (max(v) - min(v)) if max(v) > min(v) else 50,
    "share_of_leader": lambda v, x, _: 100 * x / max(v) if max(v) else 0,
    "share_of_total": lambda v, x, _: 100 * x / sum(v) if sum(v) else 0,
    "rank_points": rank_points,
    "as_scored": lambda v, x, _: x,
}


class Recount:
    """The steps in their order. `measures` keeps, by name and case, what later steps ask for."""

    def __init__(self, english):
        self.side, self.now, self.measures = -1 if english else 0, "파일 // File", {}

    def say(self, text, lead="  "):
        print(lead + shown(text.split(" // ")[self.side]))

    def same(self, place, published, computed):
        """Compare what the file has at `place` with what was computed, part by part."""
        if isinstance(computed, Fraction):
            published = exact(published)
        if isinstance(computed, dict) and isinstance(published, dict):
            for name in [*computed, *sorted(set(published) - set(computed))]:
                self.same(f"{place}/{name}", published.get(name), computed.get(name))
        elif isinstance(computed, list) and isinstance(published, list) and len(published) == len(computed):
            for index, pair in enumerate(zip(published, computed)):
                self.same(f"{place}/{index}", *pair)
        elif published != computed:
            korean = f"{place}: 공개된 값 {shown(published)}, 다시 계산한 값 {shown(computed)}"
            raise Stop(f"{korean} // {place}: published {shown(published)}, recomputed {shown(computed)}", 1)

    def run(self, bundle):
        self.bundle, self.rule, self.result = bundle, bundle["rule"], bundle["result"]
        self.cases = {case["number"]: case for case in bundle["cases"]}
        self.finalists = [n for n, case in self.cases.items() if case["is_finalist"]]
        self.ranked = [n for n in self.finalists if not self.cases[n]["is_withdrawn"]]
        self.rounds = sorted(self.rule["rounds"], key=lambda judged: judged["order"])
        text = json.dumps(self.rule, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        self.same("rule_sha256", bundle["rule_sha256"], hashlib.sha256(text.encode()).hexdigest())
        if self.rule["decimals"] not in range(21):
            raise Stop("소수 자릿수는 0~20이어야 합니다. // The decimals must be from 0 to 20.", 2)
        for step in (self.mark, self.cut, self.count, self.total, self.place, self.award, self.weigh):
            self.now = step.__doc__
            self.say(self.now, "\n■ ")
            step()

    def mark(self):
        """1단계 심사 평점: 합계의 평균 // Step 1, round marks: the mean of the totals"""
        others, orders = [], [judged["order"] for judged in self.rounds]
        self.same("rounds", [one["order"] for one in self.bundle["rounds"]], orders)
        for index, (judged, one) in enumerate(zip(self.rounds, self.bundle["rounds"])):
            place, columns = f"rounds/{index}", {**(one["totals"] or {}), **(one.get("others_totals") or {})}
            self.same(f"{place}/totals", [n for n in columns if n not in self.cases], [])
            self.same(f"{place}/judges", [one["judges"]] * len(columns), [*map(len, columns.values())])
            marks = {n: round_mark(columns.get(n, []), judged["trim"]) for n in self.cases}
            if one["totals"] is not None:  # null where the policy of the edition withholds them
                self.same(f"{place}/marks", one["marks"], {n: marks[n] for n in self.finalists})
            if one.get("others_totals") is not None:  # given where the policy tells the totals of all cases
                others.append([mark for n, mark in marks.items() if n not in self.finalists])
            published = {n: exact(one["marks"].get(n)) for n in self.finalists}
            self.measures[f"round:{judged['order']}"] = published
            self.say(f"{judged['order']}. {shown(published)}")
        rows = sorted(map(list, zip(*others)), key=standing, reverse=True)
        self.same("others", self.bundle["others"], rows if others else self.bundle["others"])

    def cut(self):
        """2단계 최종 후보: 높은 평점부터 // Step 2, finalists: the best marks"""
        rounds = [self.measures[f"round:{judged['order']}"] for judged in self.rounds]
        everybody = [(n, [marks[n] for marks in rounds]) for n in self.finalists]
        everybody += [(None, [exact(mark) for mark in marks]) for marks in self.bundle["others"]]
        self.same("cases", len(self.bundle["cases"]), len(everybody))
        going, last = everybody, max((i for i, judged in enumerate(self.rounds) if judged["cut"]), default=-1)
        for index, judged in enumerate(self.rounds):
            entered = [case for case in everybody if case[1][index] is not None]
            self.same("others", [case[1] for case in entered if case not in going], [])
            if index <= last:  # at the line the marks of earlier rounds decide
                keys = [standing(marks[index::-1]) for _, marks in entered]
                line = sorted(keys, reverse=True)[: judged["cut"]][-1:]
                going = [case for case, key in zip(entered, keys) if [key] >= line]
        self.same("result/finalists", self.result["finalists"], self.finalists)
        self.same("result/finalists", self.finalists, [n for n, _ in going])
        self.say(shown(self.finalists))

    def count(self):
        """투표지와 득표 // Ballots and votes"""
        poll, ballots, votes, seal = self.rule["poll"], *map(self.bundle.get, ("ballots", "votes", "seal"))
        if poll is None or votes is None:
            self.same("poll, ballots, votes, seal", [poll, ballots, votes, seal], [None] * 4)
            return
        most, least = poll["k"], {"exactly": poll["k"], "up_to": 1}[poll["choices"]]
        tally = {n: votes.get(n) if ballots is None else 0 for n in self.finalists}
        self.same("ballots", ballots, ballots and sorted(ballots))
        for ballot, times in Counter(ballots or []).items():
            choices = ballot.split(",")
            self.same("ballots", ballot, ",".join(n for n in self.finalists if n in choices))
            self.same(f"ballots, {ballot}", len(choices), min(max(len(choices), least), most))
            for choice in choices:
                tally[choice] += times
        self.same("votes", votes, tally)
        if seal:
            sealed, total = seal["ballots"], sum(votes.values())
            self.same("seal/ballots", sealed, sealed if ballots is None else len(ballots))
            self.same("votes", total, min(max(total, least * sealed), most * sealed))
        self.measures["votes"] = tally
        self.say(shown(tally))

    def shown(self, values, decimals=0):
        return {n: rounded(value, max(decimals, self.rule["decimals"])) for n, value in values.items()}

    def total(self):
        """3~5단계 묶음별 값, 환산점수, 합계 // Steps 3 to 5, group values, converted scores, totals"""
        self.sums, self.shares, self.groups = dict.fromkeys(self.ranked, 0), {}, {n: [] for n in self.ranked}
        for group in self.rule["groups"]:
            name, values = group["name"], dict.fromkeys(self.ranked, Fraction(0))
            for source in group["sources"]:
                measure = self.measures["votes" if "poll" in source else f"round:{source['round']}"]
                self.same(name, [n for n in self.ranked if measure[n] is None], [])
                values = {n: values[n] + exact(source["weight"]) * measure[n] / 100 for n in self.ranked}
            way = group["conversion"]
            method, table = (way["method"], way.get("table")) if isinstance(way, dict) else (way, None)
            converted = {n: CONVERSIONS[method]([*values.values()], x, table) for n, x in values.items()}
            share = {n: exact(group["weight"]) * x / 100 for n, x in converted.items()}
            value, *columns = self.shown(values, 1), self.shown(converted), self.shown(share)
            for n in self.ranked:
                row = {"name": name, "exact": values[n], "value": Fraction(value[n])}
                self.groups[n].append({**row, "converted": columns[0][n], "weighted": columns[1][n]})
                self.sums[n] += share[n]
            self.measures[f"group:{name}"], self.shares[name] = values, share
            self.say(f"{name}, {group['weight']}%, {method}: {shown(columns[0])}")
        bonus, cap = self.bundle["bonus"] or {}, self.rule["bonus"] and exact(self.rule["bonus"]["cap"])
        self.same("bonus", [n for n in bonus if cap is None or n not in self.finalists], [])
        added = {n: min(exact(bonus[n]), cap) if n in bonus else 0 for n in self.ranked}
        self.totals = self.shown({n: self.sums[n] + added[n] for n in self.ranked})

    def place(self):
        """6단계 순위와 동점 // Step 6, places and ties"""
        lots = {n: hashlib.sha256(f"{self.rule['lot_seed']}{n}".encode()).hexdigest() for n in self.ranked}
        self.measures["lot"] = {n: -int(lot, 16) for n, lot in lots.items()}
        chain, votes, rows = self.rule["tie_chain"], self.measures.get("votes", {}), []
        keys = {n: standing(self.measures[step][n] for step in chain) for n in self.ranked}
        order = {n: (exact(self.totals[n]), keys[n]) for n in self.ranked}
        self.places = {n: 1 + sum(other > order[n] for other in order.values()) for n in self.ranked}
        for n in sorted(self.finalists, key=lambda n: self.places.get(n, len(self.cases))):
            near = [keys[m] for m in self.ranked if self.totals[m] == self.totals.get(n)]
            parted = [[a == b for a, b in zip(key, keys[n])].index(False) for key in near if key != keys[n]]
            step, place = chain[max(parted)] if parted else "", self.places.get(n)
            row = {"number": n, "rank": place, "votes": votes.get(n), "tie_step": step}
            rows.append({**row, "total": self.totals.get(n, ""), "groups": self.groups.get(n, [])})
            self.say(f"{shown(place)}. {n}: {rows[-1]['total']} {step}")
        self.same("result/rows", self.result["rows"], rows)

    def winners(self, award, places, first, taken):
        """Who wins an award; `first` is the first place of a ranked tier, `taken` who has an award."""
        if award["kind"] == "committee":
            return (self.bundle["committee"] or {}).get(award["name"], [])
        if award["kind"] == "ranked":
            return [n for n, place in places.items() if first <= place < first + award["places"]]
        votes = self.measures[{"most_votes": "votes"}[award["kind"]]]
        taken = [] if award.get("stackable") else taken
        keys = {n: (votes[n], -place) for n, place in places.items() if votes[n] and n not in taken}
        line = sorted(keys.values(), reverse=True)[: award["places"]][-1:]
        return [n for n, key in keys.items() if [key] >= line]

    def award(self):
        """7단계 상 // Step 7, awards"""
        won, rows, first, revoked = [], [], 1, self.bundle.get("revoked") or []
        self.same("revoked", revoked, [n for n in self.ranked if n in revoked])
        others = sorted(place for n, place in self.places.items() if n not in revoked)
        moved = {n: 1 + others.index(place) for n, place in self.places.items() if n not in revoked}
        places = {"empty": self.places, "next": moved}[self.rule.get("revoked_place", "empty")]
        for award in self.rule["awards"]:
            winners = self.winners(award, places, first, {n for n, _ in won})
            won += [(n, award) for n in sorted(winners, key=lambda n: (self.places[n], self.ranked.index(n)))]
            first += award["places"] if award["kind"] == "ranked" else 0
        for n, award in [one for one in won if one[0] not in revoked]:
            is_paid = self.cases[n]["kind"] not in self.rule["cash_excluded_kinds"]
            prize = {"prize_krw": award["prize_krw"], "payout_krw": award["prize_krw"] * is_paid}
            rows.append({"number": n, "award": award["name"], "kind": award["kind"], **prize})
            self.say(shown(rows[-1]))
        sums = {f"{key}s_krw": sum(row[f"{key}_krw"] for row in rows) for key in ("prize", "payout")}
        self.same("result/awards", self.result["awards"], rows)
        self.same("result/sums", self.result["sums"], sums)
        named = {award["name"] for award in self.rule["awards"] if award["kind"] == "committee"}
        self.same("committee", sorted(set(self.bundle["committee"] or {}) - named), [])

    def weigh(self):
        """8단계 실제 반영 비율: 공분산 / 분산 // Step 8, effective weights: covariance / variance"""
        spread, weights = {n: value - mean([*self.sums.values()]) for n, value in self.sums.items()}, []
        square = sum(value**2 for value in spread.values())
        for group, own in zip(self.rule["groups"], self.shares.values()):
            effective = rounded(100 * sum(own[n] * spread[n] for n in spread) / square, 1) if square else None
            weights.append({"name": group["name"], "nominal": exact(group["weight"]), "effective": effective})
            self.say(shown(weights[-1]))
        self.same("result/weights", self.result["weights"], weights)


def main(arguments=None):
    parser = argparse.ArgumentParser(description="공개된 결과를 다시 계산합니다. Recompute a result.")
    parser.add_argument("bundle", help="bundle.json")
    parser.add_argument("--sha256", help="결과 화면에 적힌 파일의 SHA-256 · the SHA-256 on the results page")
    parser.add_argument("--en", action="store_true", help="in English")
    options = parser.parse_args(arguments)
    recount = Recount(options.en)
    try:
        content = Path(options.bundle).read_bytes()
        sha256 = hashlib.sha256(content).hexdigest()
        recount.say(f"SHA-256 {sha256}", "")
        recount.same("SHA-256", (sha256 if options.sha256 is None else options.sha256).lower(), sha256)
        bundle = json.loads(content.decode(), parse_float=exact)
        {"award-bundle 1": recount.run}[bundle["format"]](bundle)
    except (Stop, *FAULTS) as fault:
        text, status = fault.args if isinstance(fault, Stop) else (AGAIN.format(fault), 2)
        recount.say("다릅니다. // They differ." if status == 1 else "읽을 수 없습니다. // Unreadable.", "\n")
        recount.say(recount.now)
        recount.say(text)
        return status
    recount.say("일치합니다. // 일치합니다 (they agree).", "\n")
    return 0


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace")
    sys.exit(main())
