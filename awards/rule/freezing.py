"""The freeze: from here on the engine reads one document, and its hash proves it unchanged."""

import json

from django.db import transaction
from django.utils.translation import gettext as _

from awards.arithmetic import rule as arithmetic
from awards.rule.drafting import check_document, compose_document
from awards.rule.models import Rule
from cases.models import Edition
from cases.services import RuleBroken, database_now
from cases.staff.acting import acting


class RuleNotFrozen(RuleBroken):
    """The act needs a frozen rule: the first score, the opening of the poll."""


class RuleChanged(RuleBroken):
    """The stored document does not match its hash, or the rows were changed after the freeze."""


class DraftChanged(RuleBroken):
    """The draft is another than the one that was read before the freeze."""


def freeze_rule(*, edition: Edition, by, seen: str | None = None) -> Rule:
    """Freeze the rule of `edition` as canonical JSON with its SHA-256. Freezing twice changes nothing.

    `seen`: the SHA-256 of the document that its reader agreed to. Raises `RuleError` with every fault when the drafted
    rows cannot be computed, `DraftChanged` when they state another document.
    """
    with transaction.atomic(), acting(by=by):
        rule = Rule.objects.select_for_update().get(edition=edition)
        if rule.frozen_at is None:
            document = compose_document(edition)
            check_document(document)
            rule.document = arithmetic.canonical_json(document)
            rule.sha256 = arithmetic.digest(rule.document)
            if seen not in (None, rule.sha256):
                raise DraftChanged(_("그사이 규칙이 바뀌었습니다. 다시 읽어 보고 확정해 주세요."))
            rule.frozen_at = database_now()
            rule.frozen_by = by
            rule.save(update_fields=["document", "sha256", "frozen_at", "frozen_by"])
        return rule


def require_frozen(edition: Edition) -> Rule:
    """Return the frozen rule of `edition`, or raise `RuleNotFrozen`."""
    rule = Rule.objects.filter(edition=edition, frozen_at__isnull=False).first()
    if rule is None:
        raise RuleNotFrozen(_("산정 규칙을 먼저 확정해 주세요. 규칙은 첫 점수를 입력하기 전에 확정합니다."))
    return rule


def frozen_rule(edition: Edition) -> arithmetic.Rule:
    """Return what the engine computes by. Raises `RuleNotFrozen`, or `RuleChanged` when the hash does not match."""
    rule = require_frozen(edition)
    if arithmetic.digest(rule.document) != rule.sha256:
        raise RuleChanged(_("확정한 산정 규칙이 바뀌었습니다. 저장된 SHA-256과 맞지 않습니다."))
    return arithmetic.parse_rule(json.loads(rule.document))
