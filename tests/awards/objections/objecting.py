"""Editions with something to object to, objections to them, and the people who answer."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from awards.objections.answering import confirm_answer, draft_answer
from awards.objections.filing import file_objection
from awards.outcome.models import Result
from cases.models import Edition
from cases.services import database_now
from cases.staff.roles import AUDIT, LEAD
from cases.stages import Scene
from tests.awards.editions import make_staff
from tests.cases.staff.accounts import make_account
from tests.factories import make_case, make_edition, make_organisation

DAY = timedelta(days=1)
TEXT = "2차 심사의 점수가 회의록과 다릅니다. 비밀문장입니다."
NETWORK = "192.0.2.1"
ANSWER = {
    "outcome": "partly",
    "answer": "회의록을 다시 확인했습니다. 낸 분만 읽는 문장입니다.",
    "summary": "회의록의 오타를 바로잡았고 점수는 그대로입니다.",
    "reason": "회의록 3쪽. 담당만 읽는 문장입니다.",
}


def make_result(slug="2026", **fields):
    """An edition whose result two people approved and that is public since yesterday."""
    edition = make_edition(slug, scene=Scene.PUBLISHED, **fields)
    for name in ("성동구", "관악구"):
        make_case(edition, name, organisation=make_organisation(name))
    clerk, second = make_staff("담당", "확인")
    now = timezone.now()
    Result.objects.create(
        edition=edition,
        version=1,
        rule_sha256="0" * 64,
        summary={},
        computed_at=now,
        computed_by=clerk,
        requested_at=now,
        requested_by=clerk,
        approved_at=now,
        approved_by=second,
        published_at=edition.published_at,
        published_by=clerk,
    )
    return edition


def make_void(slug="2026", **fields):
    return make_edition(slug, scene=Scene.VOID, **fields)


def told(edition, ago):
    """The result was published, or the vote declared void, `ago` (from now on: a negative one). Moments are moved,
    not time."""
    moment = database_now() - ago
    fields = {f"{name}_{end}_at": None for name in ("submissions", "judging") for end in ("open", "close")}
    fields |= {"voting_open_at": moment - 9 * DAY, "voting_close_at": moment - DAY}
    fields |= (
        {"voided_at": moment} if edition.voided_at else {"sealed_at": moment - DAY, "published_at": moment}
    )
    Edition.objects.filter(pk=edition.pk).update(**fields)
    edition.results.exclude(published_at=None).update(published_at=moment)
    edition.refresh_from_db()
    return edition


def file_one(edition, **changes):
    filled = {
        "nonce": uuid4(),
        "subject": "scores",
        "filer": "citizen",
        "organisation": "",
        "text": TEXT,
        "network": NETWORK,
    }
    return file_objection(edition=edition, **(filled | changes))


def make_pair():
    return make_account(LEAD, name="총괄 담당"), make_account(AUDIT, name="감사 담당")


def answer(objection, lead, auditor, **changes):
    return confirm_answer(act=draft_answer(objection=objection, by=lead, **(ANSWER | changes)), by=auditor)
