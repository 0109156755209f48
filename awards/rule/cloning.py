"""A new edition with the rule of another: everything but its calendar, cases, people, scores and ballots."""

import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from awards.rule.drafting import compose_document, draft_rule
from awards.rule.models import Round, Rule
from cases.models import Edition
from cases.services import RuleBroken
from cases.staff.acting import acting
from cases.staff.history import record_note
from voting.models import Poll

# Who may vote and how that is proved; lists of voters and the secret belong to one vote alone.
EDITION_SETTINGS = ("disclosure", "is_audit_required", "objection_days")
POLL_SETTINGS = ("eligibility", "identity", "by_sms", "by_email", "by_sign_on")


class NothingToClone(RuleBroken):
    """The edition has no rule: a year of which only notices are left."""


class NotClonable(RuleBroken):
    """A record is not made by cloning: it holds what notices say."""


def clone_edition(*, source: Edition, slug: str, kind: str, year: int, title: str, by) -> Edition:
    """Create an edition with the rounds, criteria, awards, rule draft and poll settings of `source`.

    Its calendar is empty, its facts are none, its rule is open again. The seed of the lot is drawn anew: one that
    was public already would let anybody work out the lots by the numbers of the cases.
    Raises `NothingToClone`, `NotClonable`, `ValidationError` for the fields, and `RuleError` where the drafted
    rows of `source` cannot be computed; then nothing is written.
    """
    if kind == Edition.Kind.RECORD:
        raise NotClonable(_("기록 회차는 복제해서 만들 수 없습니다. 다른 종류를 골라 주세요."))
    if not Rule.objects.filter(edition=source).exists():
        raise NothingToClone(_("이 회차에는 산정 규칙이 없어 복제할 것이 없습니다."))
    reason = _("‘%(slug)s’ 회차를 복제했습니다.") % {"slug": source.slug}
    with transaction.atomic(), acting(by=by, reason=reason):
        edition = Edition(slug=slug, kind=kind, year=year, title=title)
        for name in EDITION_SETTINGS:
            setattr(edition, name, getattr(source, name))
        edition.full_clean()
        edition.save()
        document = compose_document(source)
        seed = secrets.token_hex(16) if document["lot_seed"] else ""
        draft_rule(edition=edition, document=document | {"lot_seed": seed})
        _copy_double_entry(source, edition)
        _copy_poll(source, edition)
        record_note(edition, _("복제한 회차"), "", source.slug)
    return edition


def _copy_double_entry(source, edition):
    doubled = Round.objects.filter(edition=source, is_double_entry=True).values_list("order", flat=True)
    for round_ in edition.rounds.filter(order__in=list(doubled)):
        round_.is_double_entry = True
        round_.save(update_fields=["is_double_entry"])


def _copy_poll(source, edition):
    told = Poll.objects.filter(edition=source).first()
    if told is None:
        return
    for name in POLL_SETTINGS:
        setattr(edition.poll, name, getattr(told, name))
    edition.poll.save(update_fields=POLL_SETTINGS)
