"""A small contest for tests: two rounds, four judges, a handful of cases, everything by the real services."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.utils import timezone

from awards.judging.models import Judge, Score, Sheet
from awards.judging.rounds import cases_in_round, close_round
from awards.outcome.computing import compute_result
from awards.outcome.publication import approve, publish, request_approval
from awards.rule.drafting import draft_rule
from awards.rule.freezing import freeze_rule
from cases.models import Case, Edition, Organisation
from cases.services import database_now
from voting.ballot_box import cast_ballot, check_choices, numbers_on_the_ballot
from voting.commitments import voter_key
from voting.sealing import seal_box
from voting.turnout.counts import enter_provider_count

DAY = timedelta(days=1)
NO_SCAN = "시험: 종이 채점표 없음"
JUDGES = ("가", "나", "다", "라")


def rule_document(**changes):
    """A rule like that of 2021 in small: 5 cases, cut to 3, no second cut below 3, two choices."""
    criteria = [{"name": "창의성", "max": 60}, {"name": "효용성", "max": 40}]
    rounds = [
        {
            "order": 1,
            "name": "1차 서면심사",
            "method": "written",
            "criteria": criteria,
            "trim": None,
            "cut": 4,
        },
        {
            "order": 2,
            "name": "2차 대면심사",
            "method": "presentation",
            "criteria": criteria,
            "trim": None,
            "cut": 3,
        },
    ]
    experts = [{"round": 1, "weight": 50}, {"round": 2, "weight": 50}]
    return {
        "groups": [
            {"name": "전문가 심사", "weight": 50, "conversion": "standard", "sources": experts},
            {
                "name": "시민 투표",
                "weight": 50,
                "conversion": "standard",
                "sources": [{"poll": 1, "weight": 100}],
            },
        ],
        "rounds": rounds,
        "poll": {"choices": "exactly", "k": 2},
        "bonus": None,
        "decimals": 3,
        "tie_chain": ["group:전문가 심사", "round:2", "votes", "lot"],
        "lot_seed": "seed",
        "awards": [
            {"name": "최우수상", "kind": "ranked", "places": 1, "prize_krw": 2_000_000},
            {"name": "우수상", "kind": "ranked", "places": 1, "prize_krw": 1_500_000},
            {"name": "장려상", "kind": "ranked", "places": 1, "prize_krw": 500_000},
        ],
        "cash_excluded_kinds": ["투자출연기관"],
    } | changes


def make_staff(*names):
    return [get_user_model().objects.get_or_create(username=name)[0] for name in names]


def make_contest(
    *, slug="2026", kind="contest", cases=5, document=None, judging_open=True, winner_kind="자치구"
):
    """An edition whose judging is open (or is not), with its rule drafted; case 1 is of `winner_kind`."""
    now = timezone.now()
    shift = timedelta(0) if judging_open else 10 * DAY
    edition = Edition.objects.create(
        slug=slug,
        kind=kind,
        year=2026,
        title=f"{slug} 대회",
        submissions_open_at=now - 5 * DAY + shift,
        submissions_close_at=now - DAY + shift,
        judging_open_at=now - DAY + shift,
        judging_close_at=now + DAY + shift,
        voting_open_at=now + 2 * DAY + shift,
        voting_close_at=now + 9 * DAY + shift,
    )
    draft_rule(edition=edition, document=document or rule_document())
    for number in range(1, cases + 1):
        name, organisation_kind = (
            (f"{winner_kind} 기관", winner_kind) if number == 1 else (f"{number}구", "자치구")
        )
        organisation = Organisation.objects.get_or_create(name=name, defaults={"kind": organisation_kind})[0]
        Case.objects.create(
            edition=edition,
            number=str(number),
            organisation=organisation,
            title=f"사례 {number}",
            summary="한 문장",
        )
    for order, name in enumerate(JUDGES, start=1):
        Judge.objects.create(edition=edition, order=order, name=name).rounds.set(edition.rounds.all())
    return edition


def fill_round(round_, points=None):
    """Write a complete sheet of every judge for every case: `points` {number: (of criterion 1, of criterion 2)}."""
    criteria = list(round_.criteria.order_by("order"))
    for case in cases_in_round(round_):
        entered = (points or {}).get(case.number, (60 - int(case.number), 30))
        for judge in round_.judges.all():
            sheet = Sheet.objects.create(round=round_, judge=judge, case=case)
            Score.objects.bulk_create(
                Score(sheet=sheet, criterion=criterion, points=Decimal(value))
                for criterion, value in zip(criteria, entered, strict=True)
            )


def judge_all(edition, by):
    """Freeze the rule, fill and close every round: finalists stand."""
    freeze_rule(edition=edition, by=by)
    for round_ in edition.rounds.order_by("order"):
        fill_round(round_)
        close_round(round_=round_, by=by, without_scan=NO_SCAN)


def vote_and_seal(edition, ballots, by):
    """Move the window around now, cast `ballots` (lists of numbers), move it into the past, seal."""
    now = timezone.now()
    Edition.objects.filter(pk=edition.pk).update(
        judging_open_at=now - 4 * DAY,
        submissions_open_at=now - 5 * DAY,
        judging_close_at=now - 3 * DAY,
        voting_open_at=now - 2 * DAY,
        voting_close_at=now + DAY,
    )
    edition.refresh_from_db()
    poll = edition.poll
    for voter, numbers in enumerate(ballots):
        cast_ballot(
            poll=poll,
            voter_key=voter_key(poll.secret, str(voter)),
            method="sms",
            choices=check_choices(poll, numbers, numbers_on_the_ballot(poll)),
            ballot_id=uuid4(),
        )
    Edition.objects.filter(pk=edition.pk).update(voting_close_at=database_now())
    edition.refresh_from_db()
    seal_box(poll=poll, by=by)
    if edition.kind == Edition.Kind.CONTEST:
        enter_provider_count(
            poll=poll, method="sms", count=poll.participations.count(), note="시험: 업체 공문", by=by
        )
    edition.refresh_from_db()


BALLOTS = (["1", "2"], ["1", "3"], ["1", "2"], ["2", "3"])


def make_published(ballots=BALLOTS, at=None, **settings):
    """An edition taken to its published result by two people."""
    clerk, second = make_staff("담당", "확인")
    edition = make_contest(**settings)
    judge_all(edition, clerk)
    vote_and_seal(edition, ballots, clerk)
    result = compute_result(edition=edition, by=clerk)
    request_approval(result=result, by=clerk, at=at)
    approve(result=result, by=second)
    publish(result=result, by=clerk)
    edition.refresh_from_db()
    return edition
