#!/usr/bin/env python3
"""공개된 결과를 공개 자료만으로 다시 계산합니다. Recompute a published result from its open data.

    python3 recount.py bundle.json [--sha256 HEX] [--en]

Needs Python 3.8 or newer and nothing else. The steps are those of docs/open-data.md, "The computation", in exact
fractions. Exit status: 0 they agree (일치합니다), 1 the first difference, 2 something cannot be read.
"""

import argparse
import hashlib
import json
import re
import signal
import sys
from collections import Counter
from fractions import Fraction
from itertools import groupby
from math import isqrt
from pathlib import Path


class Unreadable(Exception):
    """What is wrong. Texts for the reader are "Korean // English"."""


class Difference(Exception):
    """What was compared, the published value, the recomputed value."""


def exact(value):
    """A whole number, a decimal or a fraction as an exact fraction; null stays None."""
    if value is None or type(value) is int:
        return value if value is None else Fraction(value)
    number = r"-?[0-9]{1,200}(\.[0-9]{1,60}|/0*[1-9][0-9]{0,200})?"
    if isinstance(value, str) and re.fullmatch(number, value):
        return Fraction(value)
    raise Unreadable(f"수가 아닙니다: {shown(value)} // Not a number: {shown(value)}.")


def exact_all(values):
    return {name: exact(value) for name, value in values.items()}


def rounded(value, decimals):
    """`value` as text with so many decimals, halves away from zero."""
    digits = str(int(abs(value) * 10**decimals + Fraction(1, 2))).rjust(decimals + 1, "0")
    sign = "-" if value < 0 and digits.strip("0") else ""
    return sign + (f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits)


def shown(value):
    """A value for the reader: nothing is a dash, and no letter steers the terminal."""
    if isinstance(value, (list, tuple)):
        return ", ".join(map(shown, value)) or "–"
    if isinstance(value, Fraction) and value.denominator > 1:
        decimals = rounded(value, 6)
        return f"{value} = {decimals.rstrip('0')}" if Fraction(decimals) == value else f"{value} ≈ {decimals}"
    return "".join(c if c.isprintable() else "?" for c in str(value)) if value not in (None, "") else "–"


def natural(number):
    """Key of the natural order, where 2 comes before 10."""
    parts = re.split("([0-9]+)", number)
    return [int(part) if index % 2 else part for index, part in enumerate(parts)], number


def standing(values):
    """Key of the order in which more is better and no value is below any."""
    return [(value is not None, value or 0) for value in values]


def split(numbers, values):
    """Part the cases by their values, the best first; equal ones stay together."""
    ordered = sorted(numbers, key=lambda n: standing([values[n]]), reverse=True)
    return [list(equal) for _, equal in groupby(ordered, lambda n: standing([values[n]]))]


def mean(values):
    return Fraction(sum(values)) / len(values)


def round_mark(totals, trim):
    given = sorted(exact(total) for total in totals if total is not None)
    if trim and len(given) >= trim["from_totals"]:
        given = given[: max(0, len(given) - trim["high"])][trim["low"] :]
    return mean(given) if given else None


def root(value):
    """The square root to 60 significant digits, half-even, by whole numbers alone."""
    places = 60 - (len(str(value.numerator)) - len(str(value.denominator))) // 2
    while isqrt(int(value * Fraction(100) ** places)) >= 10**60:
        places -= 1
    scaled = value * Fraction(100) ** places
    digits = isqrt(int(scaled))
    half = (digits + Fraction(1, 2)) ** 2
    digits += scaled > half or (scaled == half and digits % 2)
    return digits / Fraction(10) ** places


def standard(v, x, _):
    deviation = root(mean([(value - mean(v)) ** 2 for value in v]))
    return 50 + (round(10 * (x - mean(v)) / deviation, 20) if deviation else 0)  # `round` is half-even


def rank_points(v, x, table):
    better, n = sum(value > x for value in v), len(v)
    points = [Fraction(100 * (n - index), n) for index in range(n)]
    if table is not None:
        points = [exact(point) for point in table] + [Fraction(0)] * n
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
        self.side, self.now, self.measures, self.converted = -1 if english else 0, "파일 // File", {}, {}

    def say(self, text, lead="  "):
        print(lead + shown(text.split(" // ")[self.side]))

    def compare(self, what, published, recomputed):
        if published != recomputed:
            raise Difference(what, shown(published), shown(recomputed))

    def check(self, head, recomputed, published):
        """Print the recomputed values by name and compare them with the published ones."""
        values = "; ".join(f"{shown(name)}: {shown(value)}" for name, value in recomputed.items())
        self.say(" // ".join(f"{side} – {values}" for side in head.split(" // ")))
        for name in [*recomputed, *sorted(set(published) - set(recomputed))]:
            what = " // ".join(f"{shown(name)} · {side}" for side in head.split(" // "))
            self.compare(what, published.get(name), recomputed.get(name))

    def run(self, bundle):
        self.bundle, self.rule, self.result = bundle, bundle["rule"], bundle["result"]
        self.cases = {case["number"]: case for case in bundle["cases"]}
        self.rows = {row["number"]: row for row in self.result["rows"]}
        self.finalists = sorted((n for n, case in self.cases.items() if case["is_finalist"]), key=natural)
        self.ranked = [n for n in self.finalists if not self.cases[n]["is_withdrawn"]]
        self.groups = {group["name"]: group for group in self.rule["groups"]}
        self.rounds = sorted(self.rule["rounds"], key=lambda judged: judged["order"])
        first = self.frame, self.mark, self.cut, self.count
        for step in (*first, self.value, self.convert, self.total, self.place, self.award, self.weigh):
            self.now = step.__doc__
            self.say(self.now, "\n■ ")
            step()

    def frame(self):
        """규칙 // Rule"""
        text = json.dumps(self.rule, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        self.compare("규칙의 SHA-256 // SHA-256 of the rule", self.bundle["rule_sha256"], sha256)
        if self.rule["decimals"] not in range(21):
            raise Unreadable("소수 자릿수는 0~20이어야 합니다. // The decimals must be from 0 to 20.")
        numbers = sorted((row["number"] for row in self.result["rows"]), key=natural)
        self.compare("결과의 사례 // cases of the result", numbers, self.finalists)
        names = {n: list(self.groups) if n in self.ranked else [] for n in self.finalists}
        published = {n: [group["name"] for group in row["groups"]] for n, row in self.rows.items()}
        self.check("묶음 // groups", names, published)

    def mark(self):
        """1단계 심사 평점: 합계의 평균 // Step 1, round marks: the mean of the totals"""
        given = {judged["order"]: judged for judged in self.bundle["rounds"]}
        orders = sorted(judged["order"] for judged in self.bundle["rounds"])
        self.compare("심사 // rounds", orders, [judged["order"] for judged in self.rounds])
        unnamed, is_all_told, self.other_marks = [n for n in self.cases if n not in self.finalists], True, {}
        for judged in self.rounds:
            order, one = judged["order"], given[judged["order"]]
            totals, others = one["totals"] or {}, one.get("others_totals") or {}
            published, counted = exact_all(one["marks"]), {**totals, **others}
            marks = {n: round_mark(totals.get(n, []), judged["trim"]) for n in self.finalists}
            if one["totals"] is None:  # withheld by the policy of the edition
                marks = {n: published.get(n) for n in self.finalists}
            of_cases = {n: len(counted[n]) for n in self.cases if n in counted}
            self.check("심사위원 // judges", of_cases, dict.fromkeys(counted, one["judges"]))
            self.check(f"심사 {order} 평점 // mark of round {order}", marks, published)
            self.measures[f"round:{order}"] = marks
            is_all_told = is_all_told and one.get("others_totals") is not None
            self.other_marks[order] = [round_mark(others.get(n, []), judged["trim"]) for n in unnamed]
        rows = [[exact(mark) for mark in marks] for marks in self.bundle["others"]]
        if is_all_told and self.rounds:
            computed = sorted(map(list, zip(*self.other_marks.values())), key=standing, reverse=True)
            self.compare("다른 사례의 평점 // marks of the other cases", rows, computed)
        self.everybody = [(None, marks) for marks in rows]

    def cut(self):
        """2단계 최종 후보: 높은 평점부터 // Step 2, finalists: the best marks"""
        rounds = [self.measures[f"round:{judged['order']}"] for judged in self.rounds]
        everybody = [(n, [marks[n] for marks in rounds]) for n in self.finalists] + self.everybody
        self.compare("사례 수 // number of cases", len(self.bundle["cases"]), len(everybody))
        going, last = everybody, max((i for i, judged in enumerate(self.rounds) if judged["cut"]), default=-1)
        for index, judged in enumerate(self.rounds):
            entered = [case for case in everybody if case[1][index] is not None]
            out = [case[1] for case in entered if case not in going]
            self.compare(f"심사 {judged['order']} 탈락 뒤 평점 // marks of who was out", out, [])
            if index <= last:  # at the line the marks of earlier rounds decide
                keys = [standing(marks[index::-1]) for _, marks in entered]
                line = sorted(keys, reverse=True)[: judged["cut"]][-1:]
                going = [case for case, key in zip(entered, keys) if [key] >= line]
        gone = {n: "○" for n, _ in going if n is not None}
        self.check("최종 후보 // finalist", gone, dict.fromkeys(self.finalists, "○"))
        listed = sorted(self.result["finalists"], key=natural)
        self.compare("최종 후보 목록 // list of finalists", listed, self.finalists)
        unnamed = [marks for n, marks in going if n is None]
        self.compare("최종 후보일 이름 없는 사례 // unnamed cases to be finalists", [], unnamed)

    def count(self):
        """투표지와 득표 // Ballots and votes"""
        poll, data = self.rule["poll"], {key: self.bundle[key] for key in ("ballots", "votes", "seal")}
        ballots, votes, seal = data.values()
        if poll is None or votes is None:
            given = [key for key, value in data.items() if value is not None]
            self.compare("시민투표 자료 // data of the poll", given, ["votes"] if poll else [])
            return
        most, least = poll["k"], {"exactly": poll["k"], "up_to": 1}[poll["choices"]]
        tally = {n: votes.get(n) if ballots is None else 0 for n in self.finalists}
        misplaced = [after for before, after in zip(ballots or [], (ballots or [])[1:]) if before > after]
        self.compare("투표지의 차례 // order of the ballots", misplaced[:1], [])
        for ballot, times in Counter(ballots or []).items():
            choices = ballot.split(",") if ballot else []
            canonical = [n for n in self.finalists if n in choices]
            self.compare(f"투표지 {ballot} // ballot {ballot}", choices, canonical)
            what = f"투표지 {ballot}: 선택 수 // ballot {ballot}: number of choices"
            self.compare(what, len(choices), min(max(len(choices), least), most))
            for choice in choices:
                tally[choice] += times
        self.check("득표 // votes", tally, votes)
        if seal and ballots is not None:
            self.compare("봉인한 투표지 수 // sealed ballots", seal["ballots"], len(ballots))
        elif seal:
            total, low, high = sum(votes.values()), least * seal["ballots"], most * seal["ballots"]
            self.compare("득표의 합 // sum of the votes", total, min(max(total, low), high))
        self.measures["votes"] = tally

    def of_group(self, name, key):
        index = list(self.groups).index(name)
        return {n: self.rows[n]["groups"][index][key] for n in self.ranked}

    def shown(self, values):
        return {n: rounded(value, self.rule["decimals"]) for n, value in values.items()}

    def value(self):
        """3단계 묶음별 값: Σ 비율·(평점 또는 득표) / 100 // Step 3, group values: Σ weight·(mark or votes) / 100"""
        for name, group in self.groups.items():
            parts = []
            for source in group["sources"]:
                measure = "votes" if "poll" in source else f"round:{source['round']}"
                parts.append((exact(source["weight"]), self.measures[measure]))
            missing = [n for n in self.ranked if any(values[n] is None for _, values in parts)]
            self.compare(f"{name}: 평점이 없는 사례 // {name}: cases without a mark", missing, [])
            values = {n: sum(weight * of[n] for weight, of in parts) / Fraction(100) for n in self.ranked}
            self.check(f"{name}: 값 // {name}: value", values, exact_all(self.of_group(name, "exact")))
            text = self.of_group(name, "value")
            digits = {n: rounded(values[n], len(text[n].partition(".")[2])) for n in self.ranked}
            self.check("표시 // shown", digits, text)
            self.measures[f"group:{name}"] = values

    def convert(self):
        """4단계 환산점수 // Step 4, converted scores"""
        for name, group in self.groups.items():
            rule, values = group["conversion"], self.measures[f"group:{name}"]
            method, table = (rule["method"], rule.get("table")) if isinstance(rule, dict) else (rule, None)
            convert, v = CONVERSIONS[method], list(values.values())
            self.converted[name] = {n: convert(v, x, table) for n, x in values.items()}
            head = f"{name}: 환산점수 {method} // {name}: converted, {method}"
            self.check(head, self.shown(self.converted[name]), self.of_group(name, "converted"))

    def total(self):
        """5단계 합계: Σ 비율·환산점수 / 100 + 가점 // Step 5, totals: Σ weight·converted / 100 + bonus"""
        self.weighted, cap = {}, self.rule["bonus"] and exact(self.rule["bonus"]["cap"])
        for name, group in self.groups.items():
            weighted = {n: exact(group["weight"]) * x / 100 for n, x in self.converted[name].items()}
            self.check(f"{name} × {group['weight']}%", self.shown(weighted), self.of_group(name, "weighted"))
            self.weighted[name] = weighted
        bonus = exact_all(self.bundle["bonus"] or {})
        strangers = sorted(set(bonus) - set([] if cap is None else self.finalists))
        self.compare("가점을 받을 수 없는 사례 // cases not to have a bonus", strangers, [])
        bonus = {n: min(bonus[n], cap) for n in self.ranked if n in bonus}
        self.sums = {n: sum(weighted[n] for weighted in self.weighted.values()) for n in self.ranked}
        self.totals = self.shown({n: self.sums[n] + bonus.get(n, 0) for n in self.ranked})
        self.check(
            "합계 // total", {n: self.totals.get(n, "") for n in self.finalists}, self.published("total")
        )

    def published(self, key):
        return {n: self.rows[n][key] for n in self.finalists}

    def place(self):
        """6단계 순위와 동점 // Step 6, places and ties"""
        if self.rule["lot_seed"] is not None:
            drawn = {n: hashlib.sha256((self.rule["lot_seed"] + n).encode()).hexdigest() for n in self.ranked}
            self.measures["lot"] = {n: -int(digest, 16) for n, digest in drawn.items()}
        steps, groups = dict.fromkeys(self.finalists, ""), split(self.ranked, exact_all(self.totals))
        for step in self.rule["tie_chain"]:
            parted = [split(equal, self.measures[step]) for equal in groups]
            steps.update((n, step) for parts in parted if len(parts) > 1 for part in parts for n in part)
            groups = [part for parts in parted for part in parts]
        self.places = {}
        for equal in groups:
            self.places.update(dict.fromkeys(equal, len(self.places) + 1))
        order = [*self.places, *(n for n in self.finalists if n not in self.ranked)]
        self.check("순위 // place", self.places, self.published("rank"))
        self.check("동점 처리 // tie step", steps, self.published("tie_step"))
        self.check("득표 // votes", self.measures.get("votes", {}), self.published("votes"))
        self.compare("결과의 차례 // order of the result", list(self.rows), order)

    def winners(self, award, first, taken):
        """Who wins an award; `first` is the first place of a ranked tier, `taken` who has an award."""
        if award["kind"] == "committee":
            return (self.bundle["committee"] or {}).get(award["name"], [])
        if award["kind"] == "ranked":
            return [n for n, place in self.places.items() if first <= place < first + award["places"]]
        if award["kind"] != "most_votes":
            raise Unreadable(f"모르는 상: {award['kind']} // Unknown kind of award: {award['kind']}.")
        votes = self.measures["votes"]
        keys = {n: (votes[n], -place) for n, place in self.places.items() if votes[n]}
        keys = {n: key for n, key in keys.items() if award.get("stackable") or n not in taken}
        line = sorted(keys.values(), reverse=True)[: award["places"]][-1:]
        return [n for n, key in keys.items() if line and key >= line[0]]

    def award(self):
        """7단계 상 // Step 7, awards"""
        won, first, excluded = {}, 1, self.rule["cash_excluded_kinds"]
        for award in self.rule["awards"]:
            for n in self.winners(award, first, {n for _, n in won}):
                payout = 0 if self.cases[n]["kind"] in excluded else award["prize_krw"]
                won[award["name"], n] = award["kind"], award["prize_krw"], payout
            first += award["places"] if award["kind"] == "ranked" else 0
        columns = "kind", "prize_krw", "payout_krw"
        listed = {
            (row["award"], row["number"]): tuple(map(row.get, columns)) for row in self.result["awards"]
        }
        self.check("종류, 상금, 지급액 // kind, prize, payout", won, listed)
        self.compare("상의 수 // number of awards", len(self.result["awards"]), len(won))
        sums = {f"{columns[i]}"[:-4] + "s_krw": sum(values[i] for values in won.values()) for i in (1, 2)}
        self.check("합 // sum", sums, self.result["sums"])
        named = {award["name"] for award in self.rule["awards"] if award["kind"] == "committee"}
        strangers = sorted(set(self.bundle["committee"] or {}) - named)
        self.compare("규칙에 없는 상 // awards not in the rule", strangers, [])

    def weigh(self):
        """8단계 실제 반영 비율: 공분산 / 분산 // Step 8, effective weights: covariance / variance"""
        spread = {n: value - mean([*self.sums.values()]) for n, value in self.sums.items()}
        square, effective = sum(value**2 for value in spread.values()), dict.fromkeys(self.groups)
        for name, weighted in self.weighted.items() if square else ():
            effective[name] = rounded(100 * sum(weighted[n] * spread[n] for n in spread) / square, 1)
        nominal = {name: exact(group["weight"]) for name, group in self.groups.items()}
        weights = self.result["weights"]
        self.check("정한 비율 // nominal", nominal, {row["name"]: exact(row["nominal"]) for row in weights})
        head = "실제 반영 비율 // effective"
        self.check(head, effective, {row["name"]: row["effective"] for row in weights})


def names(pairs):
    """An object of the file; whoever reads a name that stands twice sees the other value."""
    if len(dict(pairs)) < len(pairs):
        raise Unreadable("한 이름이 두 번 나옵니다. // One name stands twice in an object.")
    return dict(pairs)


def read(path, expected, recount):
    """Return the bundle; with `expected`, the SHA-256 of the file has to be that."""
    try:
        content = Path(path).read_bytes()
    except (OSError, ValueError) as error:
        raise Unreadable(
            f"열 수 없습니다. 이름과 위치를 확인하세요: {path} // Cannot be opened: {path}."
        ) from error
    sha256 = hashlib.sha256(content).hexdigest()
    recount.say(f"파일의 SHA-256 {sha256} // SHA-256 of the file {sha256}", "")
    if expected is not None:
        recount.compare("파일의 SHA-256 // SHA-256 of the file", expected.strip().lower(), sha256)
    try:
        bundle = json.loads(content.decode(), object_pairs_hook=names, parse_float=exact)
    except (ValueError, RecursionError) as error:
        raise Unreadable("JSON이 아니거나 잘린 파일입니다. // It is not JSON, or is cut short.") from error
    if not isinstance(bundle, dict) or bundle.get("format") != "award-bundle 1":
        raise Unreadable("award-bundle 1 형식이 아닙니다. // The format is not award-bundle 1.")
    return bundle


def main(arguments=None):
    parser = argparse.ArgumentParser(description="공개된 결과를 다시 계산합니다. Recompute a result.")
    parser.add_argument("bundle", help="bundle.json")
    parser.add_argument("--sha256", help="결과 화면에 적힌 파일의 SHA-256 · the SHA-256 on the results page")
    parser.add_argument("--en", action="store_true", help="in English")
    options = parser.parse_args(arguments)
    recount = Recount(options.en)
    shape = "값의 모양이 다릅니다 // A value is not as docs/open-data.md describes it"
    try:
        recount.run(read(options.bundle, options.sha256, recount))
    except Difference as found:
        what, published, recomputed = found.args
        recount.say("다릅니다. // They differ.", "\n")
        for text in (recount.now, what, f"공개된 값: {published} // published: {published}"):
            recount.say(text)
        recount.say(f"다시 계산한 값: {recomputed} // recomputed: {recomputed}")
        return 1
    except Unreadable as fault:
        wrong = str(fault)
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        MemoryError,
        RecursionError,
        TypeError,
        ValueError,
    ) as fault:
        wrong = " // ".join(f"{side}: {fault}" for side in shape.split(" // "))
    else:
        recount.say("일치합니다. // 일치합니다 (they agree).", "\n")
        return 0
    recount.say("읽을 수 없습니다. // It cannot be read.", "\n")
    again = "결과 화면에서 파일을 다시 내려받으세요. // Download the file again from the results page."
    for text in (recount.now, wrong, again):
        recount.say(text)
    return 2


if __name__ == "__main__":
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `| head` may end it
    sys.stdout.reconfigure(errors="replace")
    sys.exit(main())
