"""File an objection: once a page, numbered in order, while the database's clock says that it is time."""

import hashlib
import hmac
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from awards.objections.codes import code_of_page, hash_of_code
from awards.objections.limits import count_filing
from awards.objections.models import Objection, ObjectionAct
from awards.objections.period import require_period
from cases.models import Edition
from cases.services import RuleBroken, database_now

PURPOSE = b"code of an objection"


class PageUsed(RuleBroken):
    """The page has filed another text already; a new one needs a page of its own."""


@dataclass(frozen=True)
class Filed:
    """An objection, and the code that nobody can tell again once this page is gone."""

    objection: Objection
    code: str


def file_objection(
    *,
    edition: Edition,
    nonce: uuid.UUID,
    subject: str,
    filer: str,
    organisation: str,
    text: str,
    network: str,
) -> Filed:
    """File what the page with this `nonce` was filled in with; the same page files the same once, and says so again.

    `network` is counted and not kept with the objection (`voting.identity.limits.networks.network_of`).
    Raises `NothingToObjectTo`, `ObjectionsClosed`, `PageUsed`, `TooManyFiled`.
    """
    code = code_of_page(_key(), edition.pk, nonce)
    filled = {"subject": subject, "filer": filer, "organisation": organisation, "text": text}
    code_sha256 = hash_of_code(edition.pk, code)
    with transaction.atomic():
        # One after another: numbers without a gap, and a second press of the page waits for the first.
        edition = Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
        found = edition.objections.filter(code_sha256=code_sha256).first()
        if found is not None:
            _require_same(found, filled)
            return Filed(found, code)
        now = database_now()
        require_period(edition, now)
        count_filing(network, now)
        last = edition.objections.aggregate(last=Max("number"))["last"] or 0
        objection = Objection.objects.create(
            edition=edition, number=last + 1, code_sha256=code_sha256, filed_at=now, **filled
        )
        ObjectionAct.objects.create(objection=objection, kind=ObjectionAct.Kind.FILED, at=now)
    return Filed(objection, code)


def objection_of_code(edition: Edition, typed: str) -> Objection | None:
    """Return the objection whose code was typed, or None: the same two steps whatever was typed."""
    return edition.objections.filter(code_sha256=hash_of_code(edition.pk, typed)).first()


def _require_same(found, filled):
    if any(getattr(found, name) != value for name, value in filled.items()):
        raise PageUsed(
            _(
                "이 화면에서 쓴 이의신청은 제%(n)s호로 이미 접수했습니다. 접수한 내용은 바꿀 수 없습니다. "
                "지금 쓰신 내용을 따로 접수하려면 한 번 더 눌러 주세요."
            )
            % {"n": found.number}
        )


def _key() -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), PURPOSE, hashlib.sha256)
