"""The bundle of 2021 and recount.py as a citizen uses them: downloaded, run, and tampered with."""

import copy
import hashlib
import json
import random
import subprocess
import sys
from collections import Counter

import pytest

from tests.awards.outcome.recount_bundles import SCRIPT, run, sealed

pytestmark = pytest.mark.django_db

CHANGES = 100
# What may change without any number of the result (docs/open-data.md lists why).
UNSEEN = {
    "edition", "version", "published_at", "cases/title", "cases/organisation", "cases/kind", "cases/number",
    "cases/is_withdrawn", "others", "rounds/totals", "rule/groups", "rule/rounds", "rule/awards", "rule/lot_seed",
    "rule/tie_chain", "rule/cash_excluded_kinds", "seal/sha256", "seal/participations_sha256",
}  # fmt: skip


@pytest.fixture
def content(replayed, client):
    return b"".join(client.get("/2021/results/data/bundle.json").streaming_content)


def canonical(bundle):
    return json.dumps(bundle, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def leaves(value, way=()):
    """Every place of the bundle that holds a plain value."""
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    )
    if children is None:
        yield way
    else:
        for key, child in children:
            yield from leaves(child, (*way, key))


def another(value, drawn):
    """A value of the same kind that is not `value`."""
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
    bundle = json.loads(content)
    assert run(canonical(bundle))[0] == 0
    passed, found = Counter(), Counter()
    for way, changed in single_changes(bundle, 2021, left_out=["rule_sha256"]):
        status = run(canonical(sealed(changed)))[0]
        (found if status else passed)[kind_of(way)] += 1
    assert set(passed) <= UNSEEN
    assert found.total() + passed.total() == CHANGES
    assert {"ballots", "votes", "rounds/totals", "rounds/marks", "result/rows", "result/sums"} <= set(found)


def test_new_judges_total_is_missed_only_where_the_mark_stays(content):
    bundle = json.loads(content)
    column = bundle["rounds"][0]["totals"]["24"]
    highest = max(range(len(column)), key=lambda n: float(column[n]))
    column[highest] = "100"
    assert run(canonical(bundle))[0] == 0
    column[highest] = "0"
    assert run(canonical(bundle))[0] == 1
