"""What is in the bundle: enough to compute the result again, and nothing that tells more."""

import gzip
import json
from collections import Counter

import pytest
from django.utils import timezone

from awards.judging.models import Recusal, Score, Sheet
from awards.models import Result, ResultBundle
from awards.outcome.computing import compute_result
from awards.outcome.opendata.bundle import ResultOutdated, may_stand_singly
from awards.outcome.opendata.storing import freeze_missing
from awards.outcome.publication import approve, publish, request_approval
from cases.models import Case, Edition
from cases.services import withdraw_case
from tests.awards.editions import (
    BALLOTS,
    judge_all,
    make_contest,
    make_published,
    make_staff,
    rule_document,
    vote_and_seal,
)
from tests.awards.outcome.recount_bundles import agrees

pytestmark = pytest.mark.django_db


def frozen(edition):
    return json.loads(gzip.decompress(ResultBundle.objects.get(result__edition=edition).content))


def publish_with(disclosure="finalists", ballots=BALLOTS, change=lambda edition: None, **settings):
    """An edition of this policy; `change` is done to it between the seal and the computation."""
    clerk, second = make_staff("담당", "확인")
    edition = make_contest(**settings)
    Edition.objects.filter(pk=edition.pk).update(disclosure=disclosure)
    edition.refresh_from_db()
    judge_all(edition, clerk)
    vote_and_seal(edition, ballots, clerk)
    change(edition)
    result = compute_result(edition=edition, by=clerk)
    request_approval(result=result, by=clerk)
    approve(result=result, by=second)
    publish(result=result, by=clerk)
    return edition


def test_bundle_of_a_small_contest():
    bundle = frozen(make_published())
    assert bundle["edition"] == {
        "slug": "2026",
        "title": "2026 대회",
        "kind": "contest",
        "is_sample": False,
        "disclosure": "finalists",
    }
    assert [(case["number"], case["is_finalist"]) for case in bundle["cases"]] == [
        ("1", True), ("2", True), ("3", True), ("4", False), ("5", False),
    ]  # fmt: skip
    assert bundle["rounds"][0]["totals"] == {"1": ["89"] * 4, "2": ["88"] * 4, "3": ["87"] * 4}
    assert bundle["rounds"][1]["marks"] == {"1": "89", "2": "88", "3": "87"}
    assert bundle["others"] == [["86", "86"], ["85", None]]
    assert (bundle["ballots"], bundle["votes"]) == (None, {"1": 3, "2": 3, "3": 2})
    assert bundle["result"]["sums"] == {"prizes_krw": 4_000_000, "payouts_krw": 4_000_000}
    assert agrees(bundle)


def test_ballots_stand_singly_only_where_every_combination_is_expected_five_times():
    ballots = [["1", "2"]] * 9 + [["2", "3"]] * 6
    assert frozen(make_published(ballots, slug="2025"))["ballots"] == ["1,2"] * 9 + ["2,3"] * 6
    assert frozen(make_published(ballots[1:], slug="2024"))["ballots"] is None


@pytest.mark.parametrize(
    ("choices", "k", "cases", "ballots", "expected"),
    [
        ("exactly", 3, 9, 420, True),
        ("exactly", 3, 9, 419, False),
        ("up_to", 2, 4, 50, True),
        ("up_to", 2, 4, 49, False),
    ],
)
def test_combinations_are_counted_for_both_kinds_of_ballot(choices, k, cases, ballots, expected):
    assert may_stand_singly({"choices": choices, "k": k}, cases, ["1"] * ballots) == expected


def test_no_poll_no_ballots():
    assert may_stand_singly(None, 9, None) is False


def test_marks_alone():
    bundle = frozen(publish_with("marks_only"))
    assert [(one["totals"], one["others_totals"]) for one in bundle["rounds"]] == [(None, None)] * 2
    assert agrees(bundle)


def test_totals_of_all_cases():
    bundle = frozen(publish_with("all"))
    assert bundle["rounds"][0]["others_totals"] == {"4": ["86"] * 4, "5": ["85"] * 4}
    assert bundle["rounds"][1]["others_totals"] == {"4": ["86"] * 4}
    assert agrees(bundle)


def test_judges_have_no_names_and_another_order_in_every_round():
    def differ(edition):
        # Judge 가 gives a point less, judge 나 two, and so on, in both rounds alike.
        for sheet in Sheet.objects.filter(round__edition=edition).select_related("judge"):
            score = Score.objects.filter(sheet=sheet).order_by("criterion__order").first()
            Score.objects.filter(pk=score.pk).update(points=score.points - sheet.judge.order)

    orders = set()
    for year in range(2000, 2012):
        bundle = frozen(publish_with(change=differ, slug=str(year)))
        orders |= {tuple(one["totals"]["1"]) for one in bundle["rounds"]}
        assert [name for name in ("가", "나", "다", "라") if f'"{name}"' in json.dumps(bundle)] == []
        assert [sorted(one["totals"]["1"]) for one in bundle["rounds"]] == [["85", "86", "87", "88"]] * 2
        # One judge keeps the column over the cases of a round.
        for one in bundle["rounds"]:
            assert [int(a) - int(b) for a, b in zip(one["totals"]["1"], one["totals"]["2"], strict=True)] == [
                1
            ] * 4
    # 24 draws of 24 orders: that all were the same happens once in 24 ** 23.
    assert len(orders) > 1


def test_left_out_totals_stand_without_a_reason():
    def step_back(edition):
        judge = edition.judges.order_by("order").first()
        Recusal.objects.create(
            judge=judge, organisation=edition.cases.get(number="2").organisation, ground="기피"
        )

    bundle = frozen(publish_with(change=step_back))
    assert Counter(bundle["rounds"][0]["totals"]["2"]) == {"88": 3, None: 1}
    assert "기피" not in json.dumps(bundle, ensure_ascii=False)
    assert agrees(bundle)


def test_withdrawn_finalist_keeps_its_votes_and_has_no_place():
    def withdraw(edition):
        withdraw_case(case=edition.cases.get(number="2"), reason="철회 요청")

    bundle = frozen(publish_with(change=withdraw))
    assert bundle["votes"]["2"] == 3
    assert bundle["result"]["rows"][-1] == {
        "number": "2", "rank": None, "votes": 3, "total": "", "tie_step": "", "groups": [],
    }  # fmt: skip
    assert "철회 요청" not in json.dumps(bundle, ensure_ascii=False)
    assert agrees(bundle)


def test_edition_without_a_poll():
    experts = rule_document()["groups"][0] | {"weight": 100}
    document = rule_document(poll=None, groups=[experts], tie_chain=["round:2"])
    clerk, second = make_staff("담당", "확인")
    edition = make_contest(document=document)
    judge_all(edition, clerk)
    Edition.objects.filter(pk=edition.pk).update(voting_open_at=None, voting_close_at=None)
    result = compute_result(edition=Edition.objects.get(pk=edition.pk), by=clerk)
    request_approval(result=result, by=clerk)
    approve(result=result, by=second)
    publish(result=result, by=clerk)
    bundle = frozen(edition)
    assert (bundle["ballots"], bundle["votes"], bundle["seal"]) == (None, None, None)
    assert agrees(bundle)


def test_result_is_not_published_once_it_does_not_follow_from_what_is_recorded():
    clerk, second = make_staff("담당", "확인")
    edition = make_contest()
    judge_all(edition, clerk)
    vote_and_seal(edition, BALLOTS, clerk)
    result = compute_result(edition=edition, by=clerk)
    request_approval(result=result, by=clerk)
    approve(result=result, by=second)
    withdraw_case(case=edition.cases.get(number="2"), reason="철회 요청")
    with pytest.raises(ResultOutdated):
        publish(result=result, by=clerk)
    edition.refresh_from_db()
    assert (edition.published_at, ResultBundle.objects.count()) == (None, 0)


def test_canonical_text_is_what_is_hashed():
    edition = make_published()
    stored = ResultBundle.objects.get()
    text = gzip.decompress(stored.content).decode()
    again = json.dumps(frozen(edition), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert (text, stored.size) == (again, len(text.encode()))


def test_missing_bundle_is_made_once():
    edition = make_published()
    ResultBundle.objects.all().delete()
    for _time in range(2):
        freeze_missing(edition)
        assert Result.objects.get().published_at == edition.published_at
    # A counted result that nobody published gets none.
    other = make_contest(slug="2027")
    freeze_missing(other)
    assert ResultBundle.objects.count() == 1


def test_bundle_tells_no_contact_and_no_voter(replayed):
    Case.objects.filter(edition=replayed).update(contact_name="김담당", contact_phone="02-000-0000")
    text = json.dumps(frozen(replayed), ensure_ascii=False)
    keys = replayed.poll.participations.values_list("pk", flat=True)[:50]
    secrets = ["김담당", "02-000-0000", *(str(key) for key in keys), *(key.hex for key in keys)]
    assert [secret for secret in secrets if secret in text] == []
    assert replayed.published_at <= timezone.now()
