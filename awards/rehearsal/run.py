"""A whole edition by the real services: cases, rounds, every ballot, count, result, two people.

Each step is one function over the `Rehearsal`; `STEPS` is the year in order.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from time import perf_counter
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from awards.arithmetic.natural import natural_key
from awards.judging.rounds import cases_in_round, close_round
from awards.judging.sheets import import_judges, import_scores
from awards.outcome.committee import choose_for_award
from awards.outcome.computing import compute_places, compute_result
from awards.outcome.models import Result
from awards.outcome.publication import approve, publish, request_approval
from awards.rehearsal.files import EditionFiles
from awards.rehearsal.loading import REHEARSABLE, NotRehearsable, create_edition, discard_edition
from awards.rule.freezing import freeze_rule
from awards.rule.models import AwardTier
from cases.models import Edition
from cases.services import close_window_now, start_window_now
from cases.sheets.cases import import_cases
from cases.staff.acting import acting
from voting.ballot_box import cast_ballot, check_choices, numbers_on_the_ballot
from voting.commitments import voter_key
from voting.sealing import seal_box

METHOD = "rehearsal"
REASON = _("예행연습으로 일정을 앞당겼습니다.")
NO_PAPER = _("예행연습: 종이 채점표 없음")
COMMITTEE_REASON = _("예행연습이라 위원회 대신 사례 번호 순서로 정했습니다.")


@dataclass
class Rehearsal:
    """What a run works on. `clerk` and `second` are the two staff members it acts as."""

    files: EditionFiles
    slug: str
    clerk: object
    second: object
    voters: int = 300
    voting_window: timedelta = timedelta(days=1)
    on_ballot: Callable[[int], None] = lambda n: None
    edition: Edition | None = None
    result: Result | None = None
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def seed(self):
        return self.files.rule["lot_seed"]


def staff_pair(names=("예행연습 담당", "예행연습 확인")):
    """Return the two accounts a rehearsal acts as; nobody can sign in with them."""
    accounts = get_user_model().objects
    return [accounts.get_or_create(username=name, defaults={"is_active": False})[0] for name in names]


def enter_cases(run: Rehearsal) -> None:
    existing = Edition.objects.filter(slug=run.slug).first()
    if existing:
        discard_edition(existing)
    if run.files.settings["kind"] not in REHEARSABLE:
        raise NotRehearsable(
            _("대회 회차는 예행연습으로 돌릴 수 없습니다. edition.json의 kind를 확인해 주세요.")
        )
    run.edition = create_edition(run.files.settings, slug=run.slug, voting_window=run.voting_window)
    import_cases(edition=run.edition, table=run.files.cases(), by=run.clerk)
    close_window_now(edition=run.edition, window="submissions", by=run.clerk, reason=REASON)


def judge_rounds(run: Rehearsal) -> None:
    start_window_now(edition=run.edition, window="judging", by=run.clerk, reason=REASON)
    run.edition.refresh_from_db()
    import_judges(edition=run.edition, table=run.files.judges(), by=run.clerk)
    freeze_rule(edition=run.edition, by=run.clerk)
    for round_ in run.edition.rounds.order_by("order"):
        judges = list(round_.judges.order_by("order").values_list("name", flat=True))
        numbers = list(cases_in_round(round_).in_natural_order().values_list("number", flat=True))
        table = run.files.scores(round_.order, seed=run.seed, judges=judges, numbers=numbers)
        import_scores(round_=round_, table=table, by=run.clerk)
        close_round(round_=round_, by=run.clerk, without_scan=str(NO_PAPER))
    close_window_now(edition=run.edition, window="judging", by=run.clerk, reason=REASON)


def open_vote(run: Rehearsal) -> None:
    start_window_now(edition=run.edition, window="voting", by=run.clerk, reason=REASON)
    run.edition.refresh_from_db()


def cast_ballots(run: Rehearsal) -> None:
    poll = run.edition.poll
    on_the_ballot = numbers_on_the_ballot(poll)
    ballots = run.files.ballots(seed=run.seed, voters=run.voters, numbers=on_the_ballot)
    for n, numbers in enumerate(ballots, start=1):
        cast_ballot(
            poll=poll,
            voter_key=voter_key(poll.secret, f"{METHOD}:{n}"),
            method=METHOD,
            choices=check_choices(poll, numbers, on_the_ballot),
            ballot_id=uuid4(),
        )
        run.on_ballot(n)


def close_vote(run: Rehearsal) -> None:
    close_window_now(edition=run.edition, window="voting", by=run.clerk, reason=REASON)
    run.edition.refresh_from_db()
    seal_box(poll=run.edition.poll, by=run.clerk)


def choose(run: Rehearsal) -> None:
    """The committee's awards go to finalists that win none by their place, in the order of the case numbers."""
    tiers = run.edition.award_tiers.order_by("order")
    ranked = sum(tier.places for tier in tiers if tier.kind == AwardTier.Kind.RANKED)
    ranking = compute_places(run.edition)
    free = (case for case in sorted(ranking, key=natural_key) if ranking[case] > ranked)
    for tier in tiers:
        for _place in range(tier.places if tier.kind == AwardTier.Kind.COMMITTEE else 0):
            case = run.edition.cases.get(number=next(free))
            choose_for_award(tier=tier, case=case, reason=str(COMMITTEE_REASON), by=run.clerk)


def compute(run: Rehearsal) -> None:
    run.edition.refresh_from_db()
    run.result = compute_result(edition=run.edition, by=run.clerk)


def publish_result(run: Rehearsal) -> None:
    request_approval(result=run.result, by=run.clerk)
    approve(result=run.result, by=run.second)
    publish(result=run.result, by=run.clerk)
    run.edition.refresh_from_db()


STEPS = {
    _("사례 접수"): enter_cases,
    _("전문가 심사"): judge_rounds,
    _("투표 시작"): open_vote,
    _("시민투표"): cast_ballots,
    _("마감과 봉인"): close_vote,
    _("위원회 선정"): choose,
    _("집계와 산정"): compute,
    _("승인과 발표"): publish_result,
}
UP_TO_OPEN_VOTE = tuple(STEPS)[:3]
OF_A_VOTE = (open_vote, cast_ballots, close_vote)


def rehearse(run: Rehearsal, steps=tuple(STEPS)) -> Iterator[tuple[str, float]]:
    """Run those of `steps` that this edition has, in order, and yield (name, seconds) after each."""
    for name in steps:
        if not _has_step(run.files.rule, STEPS[name]):
            continue
        started = perf_counter()
        with acting(by=run.clerk):
            STEPS[name](run)
        yield name, perf_counter() - started


def _has_step(rule, step):
    """Without a poll nobody votes; without an award of the committee it chooses nothing."""
    if step in OF_A_VOTE:
        return rule["poll"] is not None
    return step is not choose or any(award["kind"] == AwardTier.Kind.COMMITTEE for award in rule["awards"])
