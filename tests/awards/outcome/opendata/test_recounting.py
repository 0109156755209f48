"""The bundle of 2021 and recount.py as a citizen uses them: downloaded, run, and tampered with."""

import copy
import hashlib
import json
import random
import subprocess
import sys
from collections import Counter
from fractions import Fraction
from types import SimpleNamespace

import pytest

from tests.awards.arithmetic import naive
from tests.awards.outcome.recount_bundles import SCRIPT, run, sealed

pytestmark = pytest.mark.django_db

CHANGES = 100
# What may change without any number of the result (docs/open-data.md lists why).
UNSEEN = {
    "edition", "version", "published_at", "admitted", "cases/title", "cases/organisation", "cases/kind", "cases/number",
    "cases/is_withdrawn", "others", "rounds/totals", "rule/groups", "rule/rounds", "rule/awards", "rule/lot_seed",
    "rule/tie_chain", "rule/cash_excluded_kinds", "seal/sha256", "seal/participations_sha256",
}  # fmt: skip


@pytest.fixture
def content(replayed, client):
    return b"".join(client.get("/2021/results/data/bundle.json").streaming_content)


def canonical(bundle):
    return json.dumps(bundle, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def leaves(value, way=()):
    """Every place of the bundle that holds a plain value, or nothing yet: no bonus, no choice, nothing revoked."""
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    )
    if not children or not value:
        yield way
    else:
        for key, child in children:
            yield from leaves(child, (*way, key))


def another(value, drawn):
    """A value of the same kind that is not `value`."""
    if value in ([], {}):
        return {"24": "1"} if value == {} else ["24"]
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + drawn.choice([-1, 1, 10])
    digits = [place for place, letter in enumerate(value or "") if letter.isdigit()]
    if not digits:
        return f"{value or ''}x"
    place = drawn.choice(digits)
    return value[:place] + str((int(value[place]) + drawn.randint(1, 9)) % 10) + value[place + 1 :]


def single_changes(bundle, seed, left_out=()):
    """100 copies with one value changed: the parts of the bundle take turns, so that ballots do not crowd them out."""
    drawn, places = random.Random(seed), {}
    for way in leaves({part: value for part, value in bundle.items() if part not in left_out}):
        places.setdefault(kind_of(way), []).append(way)
    for turn in range(CHANGES):
        way = drawn.choice(places[sorted(places)[turn % len(places)]])
        changed = copy.deepcopy(bundle)
        target = changed
        for key in way[:-1]:
            target = target[key]
        target[way[-1]] = another(target[way[-1]], drawn)
        yield way, changed


def kind_of(way):
    """The part of the bundle a place lies in, without numbers of cases and lines."""
    if way[0] in ("rule", "result", "seal"):
        return "/".join(way[:2])
    if way[0] == "cases":
        return f"cases/{way[2]}"
    return f"rounds/{way[2]}" if way[0] == "rounds" else way[0]


def is_published_number(way):
    """Whether the place itself holds a number of the result, whatever follows from it."""
    if way[0] in ("result", "votes"):
        return True
    return kind_of(way) in ("rounds/marks", "rounds/judges", "cases/is_finalist", "seal/ballots")


def numbers_of(bundle):
    """What the naive recount makes of the bundle; where it can make nothing, the exception, which equals no result.

    Every column is a judge with one criterion; a case that is no finalist has one judge, who gave it its mark.
    """
    finalists = [case["number"] for case in bundle["cases"] if case["is_finalist"]]
    nameless = {f"이름 없는 {n}": marks for n, marks in enumerate(bundle["others"])}
    judges, sheets = {}, {}
    for index, one in enumerate(bundle["rounds"]):
        judges[one["order"]] = list(range(one["judges"]))
        totals = one["totals"] | {case: [marks[index]] for case, marks in nameless.items()}
        sheets[one["order"]] = [
            SimpleNamespace(judge=judge, case=case, points=[total and Fraction(total)])
            for case, column in totals.items()
            for judge, total in enumerate(column)
        ]
    chosen = Counter(case for ballot in bundle["ballots"] for case in ballot.split(","))
    contest = SimpleNamespace(
        cases={case["number"]: case["kind"] for case in bundle["cases"] if case["is_finalist"]}
        | dict.fromkeys(nameless, ""),
        judges=judges,
        sheets=sheets,
        recusals={},
        votes={case: chosen[case] for case in finalists},
        withdrawn={case["number"] for case in bundle["cases"] if case["is_withdrawn"]},
        bonus={},
        committee=bundle["committee"],
        revoked=set(bundle["revoked"]),
    )
    try:
        counted = naive.recount(bundle["rule"], contest)
    except (naive.NoResult, ArithmeticError, LookupError, TypeError, ValueError) as error:
        return error
    marks = [{case: one["marks"].get(case) for case in finalists} for one in counted.pop("rounds").values()]
    return counted | {"marks": marks}


def test_program_agrees_with_the_published_result(content, tmp_path):
    path = tmp_path / "bundle.json"
    path.write_bytes(content)
    sha256 = hashlib.sha256(content).hexdigest()
    command = [sys.executable, "-I", SCRIPT, path, "--sha256", sha256]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr, done.stdout[-8:]) == (0, "", "\n일치합니다.\n")


def test_program_is_shorter_than_300_lines():
    assert len(SCRIPT.read_text(encoding="utf-8").splitlines()) < 300


def test_program_can_be_downloaded_from_the_page(replayed, client, collected_static_files):
    html = client.get("/2021/results/data/").content.decode()
    address = html.split('download="recount.py"')[0].rsplit('href="', 1)[1].split('"')[0]
    stored = collected_static_files / address.removeprefix("/static/")
    assert stored.read_bytes() == SCRIPT.read_bytes()


def test_every_single_change_is_found_by_the_hash(content):
    sha256 = hashlib.sha256(content).hexdigest()
    bundle = json.loads(content)
    found = [run(canonical(changed), "--sha256", sha256)[0] for _way, changed in single_changes(bundle, 1)]
    assert found == [1] * CHANGES


def test_with_new_hashes_every_change_of_a_number_is_found(content):
    """What passes is listed by kind (`pytest -rP`), and the naive recount says that no number follows from it."""
    bundle = json.loads(content)
    assert run(canonical(bundle))[0] == 0
    numbers = numbers_of(bundle)
    passed, found, missed = Counter(), Counter(), []
    for way, changed in single_changes(bundle, 2021, left_out=["rule_sha256"]):
        status = run(canonical(sealed(changed)))[0]
        (found if status else passed)[kind_of(way)] += 1
        if not status and (is_published_number(way) or numbers_of(changed) != numbers):
            missed.append(way)
    assert missed == []
    assert set(passed) <= UNSEEN
    assert found.total() + passed.total() == CHANGES
    assert {
        "ballots",
        "votes",
        "rounds/totals",
        "rounds/marks",
        "result/rows",
        "result/sums",
        "revoked",
    } <= set(found)
    print(f"{found.total()} of {CHANGES} found with new hashes: {dict(found)}")
    print(f"{passed.total()} found by the hash on the page alone: {dict(passed)}")


@pytest.mark.parametrize(
    ("revoked", "told"),
    [
        (["24"], "result/awards: "),
        (["24", "1"], "revoked/0: 공개된 값 24, 다시 계산한 값 1"),
        (["24", "24"], "revoked: 공개된 값 24, 24, 다시 계산한 값 24"),
        (["2"], "revoked: 공개된 값 2, 다시 계산한 값 –"),
    ],
)
def test_changed_list_of_revoked_awards_is_found(content, revoked, told):
    bundle = json.loads(content)
    assert bundle["revoked"] == []
    status, text = run(canonical(bundle | {"revoked": revoked}))
    assert (status, text.splitlines()[-1].strip().startswith(told)) == (1, True), text


def test_bundle_of_before_awards_could_be_revoked_agrees(content):
    bundle = json.loads(content)
    del bundle["revoked"]
    bundle["rule"].pop("revoked_place", None)
    assert run(canonical(sealed(bundle)))[0] == 0


def test_new_judges_total_is_missed_only_where_the_mark_stays(content):
    bundle = json.loads(content)
    column = bundle["rounds"][0]["totals"]["24"]
    highest = max(range(len(column)), key=lambda n: float(column[n]))
    column[highest] = "100"
    assert run(canonical(bundle))[0] == 0
    column[highest] = "0"
    assert run(canonical(bundle))[0] == 1
