"""A drafted rule written over the stored one. Rounds, criteria, awards and poll keep their rows: others point at them.

All or nothing, under the lock of the edition; what cannot be computed is not stored, so a freeze never meets it first.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, ProtectedError, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from awards.arithmetic.document import Problem, RuleError, digest
from awards.rule.drafting import check_document, compose_document
from awards.rule.models import AwardTier, Criterion, Round, Rule
from cases.models import Edition
from cases.services import RuleBroken
from cases.staff.acting import acting
from cases.staff.history import delete_recorded, record_created, recorded
from voting import box_sql
from voting.eligibility.lists import require_before_opening
from voting.models import Poll

# Beyond every order of a row: where rows wait while others take their places.
ASIDE = 10_000
# Columns that the document calls otherwise.
NAMES = {"maximum": "max"}


class RuleFrozen(RuleBroken):
    """The rule is frozen: nothing of it changes any more."""


class RuleEditedMeanwhile(RuleBroken):
    """Somebody else saved the rule after this form was shown."""


class RoundInUse(RuleBroken):
    """Judges or sheets hang on a round that the form no longer has."""


class PollInUse(RuleBroken):
    """Lists of voters hang on a poll that the form no longer has."""


@dataclass(frozen=True)
class RoundRow:
    """What a round has beside the document: its stored row and those of its criteria (None: new), double entry."""

    pk: int | None = None
    is_double_entry: bool = False
    criteria: Sequence[int | None] = ()


@dataclass(frozen=True)
class Rows:
    """The stored rows behind the entries of a document, in the same order."""

    rounds: Sequence[RoundRow] = ()
    tiers: Sequence[int | None] = field(default=())


def state_of(edition: Edition) -> str:
    """A digest of all that the form of the rule shows, so that a save can tell whether it shows what is stored."""
    edition = Edition.objects.get(pk=edition.pk)
    if not Rule.objects.filter(edition=edition).exists():
        # What is composed of its rows knows a rule that is not stored yet by its edition.
        Rule(edition=edition)
    rows = [
        list(edition.rounds.values_list("pk", "is_double_entry")),
        list(edition.award_tiers.values_list("pk", flat=True)),
    ]
    return digest(json.dumps([compose_document(edition), rows], sort_keys=True, default=str))


def problems_of(document: Mapping[str, Any]) -> list[Problem]:
    """Every fault of a document: what cannot be computed, then what its rows cannot hold."""
    try:
        check_document(document)
    except RuleError as error:
        return error.problems
    return list(_row_problems(document))


def _row_problems(document) -> Iterator[Problem]:
    """What the columns refuse although it can be computed: names too long, methods that no list has."""
    rule = {name: value for name, value in _rule_fields(document).items() if not isinstance(value, list)}
    rows: list[tuple[str, type[models.Model], dict[str, Any]]] = [("", Rule, rule)]
    for n, entry in enumerate(document["rounds"]):
        rows.append((f"rounds[{n}].", Round, _round_fields(entry)))
        rows += [
            (f"rounds[{n}].criteria[{m}].", Criterion, _criterion_fields(one))
            for m, one in enumerate(entry["criteria"])
        ]
    rows += [(f"awards[{n}].", AwardTier, _tier_fields(one)) for n, one in enumerate(document["awards"])]
    rows += [("poll.", Poll, document["poll"])] if document["poll"] else []
    for path, model, values in rows:
        others = {one.name for one in model._meta.fields} - set(values)
        try:
            model(**values).clean_fields(exclude=others)
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                yield Problem(path + NAMES.get(name, name), " ".join(messages))


def edit_rule(
    *, edition: Edition, document: Mapping[str, Any], rows: Rows, seen: str, by, reason: str = ""
) -> Rule:
    """Write `document` over what is stored of `edition`; `seen` is the `state_of` what the form was filled with.

    Raises `RuleFrozen`, `RuleEditedMeanwhile`, `RoundInUse`, `PollInUse`, `ListsClosed` once the poll has opened,
    and `RuleError` with every fault of the document; then nothing is written.
    """
    with transaction.atomic(), acting(by=by, reason=reason):
        poll = Poll.objects.filter(edition=edition).first()
        if poll is not None:
            # How many a ballot names stays as it is until it is written: casts wait.
            box_sql.lock_exclusive(poll.pk)
        edition = Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
        # The freeze holds this row too: whoever comes second sees what the other did.
        rule = Rule.objects.select_for_update().filter(edition=edition).first() or Rule(edition=edition)
        if rule.frozen_at is not None:
            raise RuleFrozen(_("확정한 산정 규칙은 고칠 수 없습니다."))
        if poll is not None:
            poll.edition = edition
            require_before_opening(poll)
        if seen != state_of(edition):
            raise RuleEditedMeanwhile(
                _(
                    "이 화면을 연 뒤에 다른 사람이 규칙을 저장했습니다. 아래에는 지금 입력하신 내용이 그대로 있습니다. "
                    "저장된 내용을 새 창에서 확인해 주세요. 다시 저장하면 아래의 내용으로 바뀝니다."
                )
            )
        if problems := problems_of(document):
            raise RuleError(problems)
        _write_rounds(edition, document["rounds"], rows.rounds)
        tiers = [_tier_fields(entry) for entry in document["awards"]]
        _write_rows(AwardTier, {"edition": edition}, tiers, rows.tiers)
        _write_poll(edition, poll, document["poll"])
        for name, value in _rule_fields(document).items():
            setattr(rule, name, value)
        rule.save()
        return rule


def _rule_fields(document):
    return {
        "groups": document["groups"],
        "decimals": document["decimals"],
        "tie_chain": document["tie_chain"],
        "lot_seed": document.get("lot_seed") or "",
        "bonus": document["bonus"],
        "cash_excluded_kinds": document["cash_excluded_kinds"],
        "revoked_place": document.get("revoked_place", Rule.RevokedPlace.EMPTY),
    }


def _round_fields(entry):
    trim = entry["trim"] or {}
    return {
        "name": entry["name"],
        "method": entry["method"],
        "trim_from": trim.get("from_totals"),
        "trim_high": trim.get("high", 1),
        "trim_low": trim.get("low", 1),
        "cut": entry["cut"],
    }


def _criterion_fields(entry):
    return {"name": entry["name"], "maximum": entry["max"]}


def _tier_fields(entry):
    return {
        "name": entry["name"],
        "kind": entry["kind"],
        "places": entry.get("places", 1),
        "prize_krw": entry["prize_krw"],
        "is_stackable": entry.get("stackable", False),
    }


def _write_rounds(edition, entries, told):
    told = [*told, *[RoundRow()] * (len(entries) - len(told))]
    gone = edition.rounds.exclude(pk__in=[row.pk for row in told if row.pk is not None])
    if in_use := gone.filter(judges__isnull=False).first():
        raise RoundInUse(
            _(
                "‘%(name)s’은(는) 맡은 심사위원이 있어 지울 수 없습니다. 심사위원의 ‘맡은 심사’에서 먼저 빼 주세요."
            )
            % {"name": in_use.name}
        )
    values = [
        _round_fields(entry) | {"is_double_entry": row.is_double_entry}
        for entry, row in zip(entries, told, strict=True)
    ]
    try:
        written = _write_rows(Round, {"edition": edition}, values, [row.pk for row in told])
    except ProtectedError as error:
        raise RoundInUse(_("점수나 채점표가 있는 심사는 지울 수 없습니다.")) from error
    for round_, entry, row in zip(written, entries, told, strict=True):
        criteria = [_criterion_fields(one) for one in entry["criteria"]]
        _write_rows(Criterion, {"round": round_}, criteria, row.criteria)


def _write_rows(model, scope, values, pks) -> list:
    """Write rows that stand in an order within `scope`, each over its own; return them in that order.

    Names and orders are unique, so those that stay first step aside: two rows may change places.
    """
    stored = model.objects.filter(**scope)
    pks = [*pks, *[None] * (len(values) - len(pks))]
    found = stored.in_bulk([pk for pk in pks if pk is not None])
    delete_recorded(stored.exclude(pk__in=found))
    written, kept, created = [], [], []
    for order, (value, pk) in enumerate(zip(values, pks, strict=True), start=1):
        row = found.pop(pk, None)
        (created if row is None else kept).append(row or model(**scope))
        written.append((created if row is None else kept)[-1])
        for name, part in (value | {"order": order}).items():
            setattr(written[-1], name, part)
    fields = ["order", *values[0]] if values else []
    standing = stored.filter(pk__in=[row.pk for row in kept])
    if kept:
        with recorded(standing, fields):
            standing.update(
                order=F("order") + ASIDE, name=Concat(Value("#"), Cast("pk", models.CharField(max_length=20)))
            )
            model.objects.bulk_update(kept, fields)
    if created:
        record_created(model.objects.bulk_create(created))
    return written


def _write_poll(edition, poll, entry):
    if entry is None:
        if poll is not None:
            _remove_poll(poll)
    elif poll is None:
        Poll.objects.create(edition=edition, **entry)
    elif (poll.choices, poll.k) != (entry["choices"], entry["k"]):
        poll.choices, poll.k = entry["choices"], entry["k"]
        poll.save(update_fields=["choices", "k"])


def _remove_poll(poll):
    refusal = _("명부가 있는 시민투표는 없앨 수 없습니다.")
    if poll.voter_lists.exists():
        raise PollInUse(refusal)
    try:
        delete_recorded(Poll.objects.filter(pk=poll.pk))
    except ProtectedError as error:
        raise PollInUse(refusal) from error
