#!/usr/bin/env python3
"""공개된 결과를 공개 자료만으로 다시 계산합니다. Recompute a published result from its open data.

    python3 recount.py bundle.json [--sha256 HEX] [--en]

Python 3.8 or newer is all it needs; it reads one file and writes none. The steps are those of
docs/open-data.md, "The computation", under the same numbers, in exact fractions except for one root.
Exit status: 0 they agree (일치합니다) · 1 the first difference · 2 something cannot be read.
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
from unicodedata import east_asian_width

AGAIN = "결과 화면에서 파일을 다시 내려받으세요. // Download the file again from the results page."


class Unreadable(Exception):
    """What is wrong, and how to mend it if not by AGAIN. Texts for the reader are "Korean // English"."""


class Difference(Exception):
    """What was compared, the published value, the recomputed value."""


def exact(value):
    """A whole number, a decimal or a fraction as an exact fraction; null stays None."""
    if value is None or type(value) is int:
        return None if value is None else Fraction(value)
    if not isinstance(value, str) or not re.fullmatch(
        r"-?[0-9]{1,200}(\.[0-9]{1,60}|/0*[1-9][0-9]{0,200})?", value
    ):
        raise Unreadable(f"수가 아닙니다: {shown(value)} // Not a number: {shown(value)}.")
    return Fraction(value)


def exact_all(values):
    return {name: exact(value) for name, value in values.items()}


def rounded(value, decimals):
    """`value` as text with so many decimals, halves away from zero."""
    digits = str(int(abs(value) * 10**decimals + Fraction(1, 2))).rjust(decimals + 1, "0")
    sign = "-" if value < 0 and digits.strip("0") else ""
    return sign + (f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits)


def natural(number):
    """Key of the natural order, where 2 comes before 10."""
    return [
        int(part) if index % 2 else part for index, part in enumerate(re.split("([0-9]+)", number))
    ], number


def standing(values):
    """Key of the order in which more is better and no value is below any."""
    return [(value is not None, value or 0) for value in values]


def split(numbers, values):
    """Part the cases by their values, the best first; equal ones stay together."""

    def key(number):
        return standing([values[number]])

    return [list(equal) for _, equal in groupby(sorted(numbers, key=key, reverse=True), key)]


def mean(values):
    return Fraction(sum(values)) / len(values)


def round_mark(totals, trim):
    """Step 1: the mean of the totals, without the highest and lowest where enough are given."""
    given = sorted(exact(total) for total in totals if total is not None)
    if trim and len(given) >= trim["from_totals"]:
        given = given[: max(0, len(given) - trim["high"])][trim["low"] :]
    return mean(given) if given else None


def standard(v, x, _):
    """Step 4: 50 + q; Python's `round` of a fraction is half-even."""
    middle = mean(v)
    deviation = root(mean([(value - middle) ** 2 for value in v]))
    return 50 + (round(10 * (x - middle) / deviation, 20) if deviation else 0)


def root(value):
    """Step 4: the square root to 60 significant digits, half-even, by whole numbers alone."""
    places = 60 - (len(str(value.numerator)) - len(str(value.denominator))) // 2
    while isqrt(int(value * Fraction(100) ** places)) >= 10**60:
        places -= 1
    scaled = value * Fraction(100) ** places
    digits = isqrt(int(scaled))
    half = (digits + Fraction(1, 2)) ** 2
    digits += scaled > half or (scaled == half and digits % 2)
    return digits / Fraction(10) ** places


def rank_points(v, x, table):
    """Step 4: the points of the place of `x`; equal values share the mean of the places they occupy."""
    better, n = sum(value > x for value in v), len(v)
    points = [Fraction(100 * (n - index), n) for index in range(n)]
    if table is not None:
        points = [exact(point) for point in table] + [Fraction(0)] * n
    return mean(points[better : better + v.count(x)])


# Step 4: `v` are the values of the ranked set, `x` is one of them.
CONVERSIONS = {
    "standard": ("50 + 10·(x − m) / SD", standard),
    "min_max": (
        "100·(x − min) / (max − min)",
        lambda v, x, _: 100 * (x - min(v)) / (max(v) - min(v)) if max(v) > min(v) else 50,
    ),
    "share_of_leader": ("100·x / max", lambda v, x, _: 100 * x / max(v) if max(v) else 0),
    "share_of_total": ("100·x / Σ", lambda v, x, _: 100 * x / sum(v) if sum(v) else 0),
    "rank_points": ("100·(n − rank + 1) / n", rank_points),
    "as_scored": ("x", lambda v, x, _: x),
}


def shown(value):
    """A value for the reader: a fraction with its decimals, nothing as a dash, no letters that steer a terminal."""
    if isinstance(value, (list, tuple)):
        return ", ".join(map(shown, value)) or "–"
    if isinstance(value, Fraction) and value.denominator > 1:
        decimals = rounded(value, 6)
        return f"{value} = {decimals.rstrip('0')}" if Fraction(decimals) == value else f"{value} ≈ {decimals}"
    return "".join(c if c.isprintable() else "?" for c in str(value)) if value not in (None, "") else "–"


class Report:
    """Prints the steps in one of two languages and stops at the first difference."""

    def __init__(self, english):
        self.side, self.now = -1 if english else 0, "파일 // File"

    def say(self, text, lead="  "):
        print(lead + shown(text.split(" // ")[self.side]))

    def run(self, step):
        """Print what the step computes, which is its docstring, then do it."""
        self.now, *explanation = (step.__doc__ or step.__name__).strip().splitlines()
        self.say(self.now, "\n■ ")
        for line in explanation:
            self.say(line.strip())
        step()

    def compare(self, what, published, recomputed):
        if published != recomputed:
            raise Difference(what, shown(published), shown(recomputed))

    def check(self, names, *columns):
        """Print a table and compare. A column: its head, the recomputed and the published values by name."""
        names = [*names, *sorted({name for column in columns for name in column[2]} - {*names})]
        cells = [["", *(head.split(" // ")[self.side] for head, _, _ in columns)]]
        cells += [[shown(name), *(shown(values.get(name)) for _, values, _ in columns)] for name in names]
        # A Korean letter takes two columns of a terminal.
        wide = [[len(cell) + sum(east_asian_width(c) in "WF" for c in cell) for cell in row] for row in cells]
        for row, widths in zip(cells, wide):
            gaps = [max(column) - width for column, width in zip(zip(*wide), widths)]
            print("   ", *(cell + " " * (gap + 1) for cell, gap in zip(row, gaps)))
        for name in names:
            for head, recomputed, published in columns:
                what = " // ".join(f"{shown(name)} · {side}" for side in head.split(" // "))
                self.compare(what, published.get(name), recomputed.get(name))


class Recount:
    """The steps in their order. `measures` keeps, by name and case, what later steps ask for."""

    def __init__(self, bundle, report):
        self.bundle, self.rule, self.result, self.report = bundle, bundle["rule"], bundle["result"], report
        self.say, self.compare, self.check = report.say, report.compare, report.check
        self.cases = {case["number"]: case for case in bundle["cases"]}
        self.rows = {row["number"]: row for row in self.result["rows"]}
        self.finalists = sorted((n for n, case in self.cases.items() if case["is_finalist"]), key=natural)
        self.ranked = [n for n in self.finalists if not self.cases[n]["is_withdrawn"]]
        self.groups = {group["name"]: group for group in self.rule["groups"]}
        self.rounds = sorted(self.rule["rounds"], key=lambda judged: judged["order"])
        self.measures, self.converted, self.weighted, self.places = {}, {}, {}, {}

    def run(self):
        first = self.frame, self.mark, self.cut, self.count
        for step in (*first, self.value, self.convert, self.total, self.place, self.award, self.weigh):
            self.report.run(step)

    def frame(self):
        """규칙 // Rule
        투표 전에 공개한 SHA-256, 최종 후보마다 한 줄 // the SHA-256 published before the vote, a row for each finalist
        """
        text = json.dumps(self.rule, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        self.compare("규칙의 SHA-256 // SHA-256 of the rule", self.bundle["rule_sha256"], sha256)
        self.say(sha256)
        if self.rule["decimals"] not in range(21):
            raise Unreadable("소수 자릿수는 0~20이어야 합니다. // The decimals must be from 0 to 20.")
        numbers = sorted((row["number"] for row in self.result["rows"]), key=natural)
        self.compare("결과의 사례 // cases of the result", numbers, self.finalists)
        names = {n: list(self.groups) if n in self.ranked else [] for n in self.finalists}
        published = {n: [group["name"] for group in row["groups"]] for n, row in self.rows.items()}
        self.check(self.finalists, ("묶음 // groups", names, published))

    def mark(self):
        """1단계 심사 평점 // Step 1, round marks
        합계의 평균, 정한 수부터는 최고와 최저를 빼고 // the mean of the totals, trimmed where enough are given
        """
        given = {judged["order"]: judged for judged in self.bundle["rounds"]}
        orders = sorted(judged["order"] for judged in self.bundle["rounds"])
        self.compare("심사 // rounds", orders, [judged["order"] for judged in self.rounds])
        for judged in self.rounds:
            order, trim = judged["order"], judged["trim"]
            published, totals = exact_all(given[order]["marks"]), given[order]["totals"] or {}
            marks = {n: round_mark(totals.get(n, []), trim) for n in self.finalists}
            if given[order]["totals"] is None:  # withheld by the policy of the edition
                marks = {n: published.get(n) for n in self.finalists}
            counted = {n: len(totals[n]) for n in self.finalists if n in totals}
            if trim:
                text = "합계 {from_totals}개부터 최고 {high}개, 최저 {low}개를 뺌 // "
                text += "from {from_totals} totals on without the {high} highest, {low} lowest"
                self.say(text.format(**trim))
            self.check(
                self.finalists,
                (f"심사 {order} 평점 // mark of round {order}", marks, published),
                ("심사위원 // judges", counted, dict.fromkeys(totals, given[order]["judges"])),
                ("합계 // totals", totals, totals),
            )
            self.measures[f"round:{order}"] = marks

    def cut(self):
        """2단계 최종 후보 // Step 2, finalists
        높은 평점부터, 같으면 앞 심사의 평점, 그래도 같으면 함께 // best marks first; equal: earlier marks, then all
        """
        rounds = [self.measures[f"round:{judged['order']}"] for judged in self.rounds]
        everybody = [(n, [marks[n] for marks in rounds]) for n in self.finalists]
        everybody += [(None, [exact(mark) for mark in marks]) for marks in self.bundle["others"]]
        self.compare("사례 수 // number of cases", len(self.bundle["cases"]), len(everybody))
        going, last = everybody, max((i for i, judged in enumerate(self.rounds) if judged["cut"]), default=-1)
        for index, judged in enumerate(self.rounds):
            entered = [(n, marks) for n, marks in everybody if marks[index] is not None]
            out = [marks for n, marks in entered if (n, marks) not in going]
            head = f"심사 {judged['order']} 탈락 뒤 평점 // round {judged['order']}, marks of who was out"
            self.compare(head, out, [])
            if index <= last:
                keys = [standing(marks[index::-1]) for _, marks in entered]
                line = sorted(keys, reverse=True)[: judged["cut"]][-1:]
                going = [case for case, key in zip(entered, keys) if [key] >= line]
                self.say(
                    "심사 {0}: {1}건 → {2}건 // round {0}: {1} cases → {2}".format(
                        index + 1, len(entered), len(going)
                    )
                )
        gone = {n: "○" for n, _ in going if n is not None}
        self.check(self.finalists, ("최종 후보 // finalist", gone, dict.fromkeys(self.finalists, "○")))
        listed = sorted(self.result["finalists"], key=natural)
        self.compare("최종 후보 목록 // list of finalists", listed, self.finalists)
        unnamed = [marks for n, marks in going if n is None]
        self.compare("최종 후보일 이름 없는 사례 // unnamed cases to be finalists", [], unnamed)

    def count(self):
        """투표지와 득표 // Ballots and votes
        투표지는 차례대로, 저마다 최종 후보를 정한 수만큼 // ballots sorted, each with as many finalists as asked
        """
        poll, data = self.rule["poll"], {key: self.bundle[key] for key in ("ballots", "votes", "seal")}
        ballots, votes, seal = data.values()
        if poll is None or votes is None:
            given = [key for key, value in data.items() if value is not None]
            self.compare("시민투표 자료 // data of the poll", given, ["votes"] if poll else [])
            return
        most, least = poll["k"], {"exactly": poll["k"], "up_to": 1}[poll["choices"]]
        tally = {n: votes.get(n) for n in self.finalists}
        if ballots is not None:
            tally = self.tally(ballots, least, most)
        self.check(self.finalists, ("득표 // votes", tally, votes))
        if seal and ballots is not None:
            self.compare("봉인한 투표지 수 // sealed ballots", seal["ballots"], len(ballots))
        elif seal:
            total, low, high = sum(votes.values()), least * seal["ballots"], most * seal["ballots"]
            self.compare("득표의 합 // sum of the votes", total, min(max(total, low), high))
        self.measures["votes"] = tally

    def tally(self, ballots, least, most):
        """The votes of every finalist; each kind of ballot is looked at once."""
        for earlier, later in zip(ballots, ballots[1:]):
            if earlier > later:
                self.compare("투표지의 차례 // order of the ballots", later, f"≥ {earlier}")
        tally = dict.fromkeys(self.finalists, 0)
        for ballot, times in Counter(ballots).items():
            choices = ballot.split(",") if ballot else []
            canonical = [n for n in self.finalists if n in choices]
            self.compare(f"투표지 {ballot} // ballot {ballot}", choices, canonical)
            number, what = len(choices), f"투표지 {ballot}: 선택 수 // ballot {ballot}: number of choices"
            self.compare(what, number, min(max(number, least), most))
            for choice in choices:
                tally[choice] += times
        return tally

    def of_group(self, name, key):
        """What is published of a group, by case."""
        index = list(self.groups).index(name)
        return {n: self.rows[n]["groups"][index][key] for n in self.ranked}

    def shown(self, values):
        return {n: rounded(value, self.rule["decimals"]) for n, value in values.items()}

    def value(self):
        """3단계 묶음별 값 // Step 3, group values
        Σ 비율·(평점 또는 득표) / 100, 철회 제외 // Σ weight·(mark or votes) / 100, none withdrawn
        """
        for name, group in self.groups.items():
            parts = []
            for source in group["sources"]:
                measure = "votes" if "poll" in source else f"round:{source['round']}"
                parts.append((exact(source["weight"]), self.measures[measure]))
                self.say(f"{name}: {source['weight']}% {measure}")
            missing = [n for n in self.ranked if any(values[n] is None for _, values in parts)]
            self.compare(f"{name}: 평점이 없는 사례 // {name}: cases without a mark", missing, [])
            values = {n: sum(weight * of[n] for weight, of in parts) / Fraction(100) for n in self.ranked}
            text = self.of_group(name, "value")
            digits = {n: rounded(values[n], len(text[n].partition(".")[2])) for n in self.ranked}
            self.check(
                self.ranked,
                (f"{name}: 값 // {name}: value", values, exact_all(self.of_group(name, "exact"))),
                ("표시 // shown", digits, text),
            )
            self.measures[f"group:{name}"] = values

    def convert(self):
        """4단계 환산점수 // Step 4, converted scores
        묶음마다 규칙이 정한 방법으로, 철회 제외 // by the method of each group, none withdrawn
        """
        for name, group in self.groups.items():
            rule, values = group["conversion"], self.measures[f"group:{name}"]
            method, table = (rule["method"], rule.get("table")) if isinstance(rule, dict) else (rule, None)
            (formula, convert), v = CONVERSIONS[method], list(values.values())
            self.converted[name] = {n: convert(v, x, table) for n, x in values.items()}
            self.say(f"{name}: {method} = {formula}" + (f"; {table}" if table else ""))
            if v:
                self.say(
                    f"n = {len(v)} · Σ = {shown(sum(v))} · m = {shown(mean(v))} · min = {min(v)} · max = {max(v)}"
                )
            head = f"{name}: 환산점수 // {name}: converted"
            self.check(
                self.ranked,
                ("값 // value", values, values),
                (head, self.shown(self.converted[name]), self.of_group(name, "converted")),
            )

    def total(self):
        """5단계 합계 // Step 5, totals
        Σ 비율·환산점수 / 100 + 가점, 한 번 반올림 // Σ weight·converted / 100 + bonus, rounded once
        """
        columns, cap = [], self.rule["bonus"] and exact(self.rule["bonus"]["cap"])
        for name, group in self.groups.items():
            weighted = {n: exact(group["weight"]) * x / 100 for n, x in self.converted[name].items()}
            head = f"{name} × {group['weight']}%"
            columns.append((head, self.shown(weighted), self.of_group(name, "weighted")))
            self.weighted[name] = weighted
        bonus = exact_all(self.bundle["bonus"] or {})
        strangers = sorted(set(bonus) - set([] if cap is None else self.finalists))
        self.compare("가점을 받을 수 없는 사례 // cases not to have a bonus", strangers, [])
        bonus = {n: min(bonus[n], cap) for n in self.ranked if n in bonus}
        self.sums = {n: sum(weighted[n] for weighted in self.weighted.values()) for n in self.ranked}
        self.totals = self.shown({n: self.sums[n] + bonus.get(n, 0) for n in self.ranked})
        totals = {n: self.totals.get(n, "") for n in self.finalists}
        columns += [("가점 // bonus", bonus, bonus), ("합계 // total", totals, self.published("total"))]
        self.check(self.finalists, *columns)

    def published(self, key):
        return {n: self.rows[n][key] for n in self.finalists}

    def place(self):
        """6단계 순위와 동점 // Step 6, places and ties
        합계의 차례; 같으면 규칙의 동점 처리를 차례로 // by total; equal ones by the chain of the rule
        """
        if self.rule["lot_seed"] is not None:
            drawn = {n: hashlib.sha256((self.rule["lot_seed"] + n).encode()).hexdigest() for n in self.ranked}
            self.measures["lot"] = {n: -int(digest, 16) for n, digest in drawn.items()}
        steps, groups = dict.fromkeys(self.finalists, ""), split(self.ranked, exact_all(self.totals))
        for step in self.rule["tie_chain"]:
            parted = [split(equal, self.measures[step]) for equal in groups]
            for parts in parted:
                if len(parts) > 1:
                    steps.update((n, step) for part in parts for n in part)
            groups = [part for parts in parted for part in parts]
        for equal in groups:
            self.places.update(dict.fromkeys(equal, len(self.places) + 1))
        order = [*self.places, *(n for n in self.finalists if n not in self.ranked)]
        self.check(
            order,
            ("순위 // place", self.places, self.published("rank")),
            ("동점 처리 // tie step", steps, self.published("tie_step")),
            ("득표 // votes", self.measures.get("votes", {}), self.published("votes")),
        )
        self.compare("결과의 차례 // order of the result", list(self.rows), order)

    def winners(self, award, first, taken):
        """Step 7: who wins an award; `first` is the first place of a ranked tier, `taken` who has an award."""
        if award["kind"] == "committee":
            return (self.bundle["committee"] or {}).get(award["name"], [])
        if award["kind"] == "ranked":
            return [n for n, place in self.places.items() if first <= place < first + award["places"]]
        if award["kind"] != "most_votes":
            raise Unreadable(f"모르는 상: {award['kind']} // Unknown kind of award: {award['kind']}.")
        votes = self.measures["votes"]
        keys = {n: (votes[n], -place) for n, place in self.places.items() if votes[n]}
        keys = {n: key for n, key in keys.items() if award["stackable"] or n not in taken}
        line = sorted(keys.values(), reverse=True)[: award["places"]][-1:]
        return [n for n, key in keys.items() if line and key >= line[0]]

    def award(self):
        """7단계 상 // Step 7, awards
        규칙의 차례로; 제외하는 기관의 지급액은 0 // in the order of the rule; payout 0 for excluded kinds
        """
        won, first = {}, 1
        for award in self.rule["awards"]:
            for n in self.winners(award, first, {n for _, n in won}):
                excluded = self.cases[n]["kind"] in self.rule["cash_excluded_kinds"]
                payout = 0 if excluded else award["prize_krw"]
                won[award["name"], n] = award["kind"], award["prize_krw"], payout
            first += award["places"] if award["kind"] == "ranked" else 0
        listed = {
            (row["award"], row["number"]): (row["kind"], row["prize_krw"], row["payout_krw"])
            for row in self.result["awards"]
        }
        self.check(list(won), ("종류, 상금, 지급액 // kind, prize, payout", won, listed))
        self.compare("상의 수 // number of awards", len(self.result["awards"]), len(won))
        sums = {
            key: sum(values[i] for values in won.values())
            for i, key in ((1, "prizes_krw"), (2, "payouts_krw"))
        }
        self.check(list(sums), ("합 // sum", sums, self.result["sums"]))
        named = {award["name"] for award in self.rule["awards"] if award["kind"] == "committee"}
        strangers = sorted(set(self.bundle["committee"] or {}) - named)
        self.compare("규칙에 없는 상 // awards not in the rule", strangers, [])

    def weigh(self):
        """8단계 실제 반영 비율 // Step 8, effective weights
        공분산(묶음, 합) / 분산(합), % // cov(group, sum) / var(sum), percent
        """
        spread = {n: value - mean([*self.sums.values()]) for n, value in self.sums.items()}
        square = sum(value**2 for value in spread.values())
        effective = dict.fromkeys(self.groups)
        if square:
            for name, weighted in self.weighted.items():
                effective[name] = rounded(100 * sum(weighted[n] * spread[n] for n in spread) / square, 1)
        nominal = {name: exact(group["weight"]) for name, group in self.groups.items()}
        published = {row["name"]: exact(row["nominal"]) for row in self.result["weights"]}
        shares = {row["name"]: row["effective"] for row in self.result["weights"]}
        heads = "정한 비율 // nominal", "실제 반영 비율 // effective"
        self.check(self.groups, (heads[0], nominal, published), (heads[1], effective, shares))


def read(path, expected, report):
    """Return the bundle; with `expected`, the SHA-256 of the file has to be that."""
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        mend = "파일의 이름과 위치를 확인하세요. // Check its name and place."
        raise Unreadable(f"열 수 없습니다: {path} // Cannot be opened: {path}.", mend) from error
    sha256 = hashlib.sha256(content).hexdigest()
    report.say(f"파일의 SHA-256 {sha256} // SHA-256 of the file {sha256}", "")
    if expected is not None:
        report.compare("파일의 SHA-256 // SHA-256 of the file", expected.strip().lower(), sha256)

    def refuse(number):
        raise Unreadable(f"정수가 아닌 수: {number} // Not a whole number: {number}.")

    def names(pairs):
        if len(dict(pairs)) < len(pairs):
            raise Unreadable("한 이름이 두 번 나옵니다. // One name stands twice in an object.")
        return dict(pairs)

    try:
        hooks = {"object_pairs_hook": names, "parse_float": refuse, "parse_constant": refuse}
        bundle = json.loads(content.decode(), **hooks)
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
    report = Report(options.en)
    try:
        Recount(read(options.bundle, options.sha256, report), report).run()
    except Difference as found:
        what, published, recomputed = found.args
        report.say("다릅니다. // They differ.", "\n")
        report.say(report.now)
        report.say(what)
        report.say(f"공개된 값: {published} // published: {published}")
        report.say(f"다시 계산한 값: {recomputed} // recomputed: {recomputed}")
        return 1
    except Unreadable as fault:
        wrong, mend = (*fault.args, AGAIN)[:2]
    except KeyError as fault:
        name, mend = fault.args[0], AGAIN
        wrong = f"파일에 없거나 모르는 이름: {name} // Not in the file, or unknown: {name}."
    except (ArithmeticError, AttributeError, IndexError, MemoryError, RecursionError, TypeError, ValueError):
        wrong, mend = "값의 모양이 다릅니다. // A value is not as docs/open-data.md describes it.", AGAIN
    else:
        report.say("일치합니다. // 일치합니다 (they agree).", "\n")
        return 0
    report.say("읽을 수 없습니다. // It cannot be read.", "\n")
    for text in (report.now, wrong, mend):
        report.say(text)
    return 2


if __name__ == "__main__":
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `| head` may end it
    sys.stdout.reconfigure(errors="replace")
    sys.exit(main())
