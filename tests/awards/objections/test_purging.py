"""Counts of networks end after a day; a year after the publication texts are blanked and the rest stays."""

from datetime import timedelta

import pytest

from awards.objections.models import FilingHour, Objection, ObjectionAct
from cases.services import database_now
from tests.awards.objections.objecting import (
    ANSWER,
    DAY,
    TEXT,
    answer,
    file_one,
    make_pair,
    make_result,
    make_void,
    told,
)
from voting.purging.purge import purge

pytestmark = pytest.mark.django_db


def answered_long_ago(edition, *, days, answered_days):
    lead, auditor = make_pair()
    objection = file_one(edition, subject="vote").objection
    act = answer(objection, lead, auditor)
    act.confirmed_at = database_now() - timedelta(days=answered_days)
    act.save()
    told(edition, timedelta(days=days))
    return objection


def texts():
    return (
        [one.text for one in Objection.objects.order_by("number")],
        [(act.note, act.answer) for act in ObjectionAct.objects.exclude(kind="filed")],
    )


@pytest.mark.parametrize("make", [make_result, make_void])
def test_texts_end_a_year_after_the_publication_and_what_is_public_stays(make):
    objection = answered_long_ago(make(), days=366, answered_days=300)
    assert purge().counts["objections"] == 1
    assert texts() == ([""], [("", "")])
    objection.refresh_from_db()
    kept = objection.acts.answers_in_force().get()
    assert (objection.number, objection.subject, kept.outcome, kept.summary) == (
        1,
        "vote",
        "partly",
        ANSWER["summary"],
    )
    assert objection.erased_at is not None
    assert purge().counts["objections"] == 0


@pytest.mark.parametrize(("days", "answered_days"), [(364, 300), (366, 29)])
def test_texts_stay_for_the_year_and_a_month_after_the_answer(days, answered_days):
    answered_long_ago(make_result(), days=days, answered_days=answered_days)
    assert purge().counts["objections"] == 0
    assert texts() == ([TEXT], [(ANSWER["reason"], ANSWER["answer"])])


def test_what_nobody_answered_keeps_its_text():
    edition = make_result()
    file_one(edition)
    told(edition, 400 * DAY)
    assert purge().counts["objections"] == 0
    assert texts()[0] == [TEXT]


def test_networks_end_after_their_hour():
    file_one(make_result())
    hour = FilingHour.objects.get().hour
    assert purge().counts["filings"] == 0
    FilingHour.objects.update(hour=hour - timedelta(hours=1))
    assert purge().counts["filings"] == 1
