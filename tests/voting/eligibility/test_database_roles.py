"""PostgreSQL: the web role brings lists in, and can neither change one in force nor take somebody off it."""

import pytest
from psycopg.errors import InsufficientPrivilege, IntegrityConstraintViolation

from cases.staff.roles import AUDIT, LEAD
from tests.cases.staff.accounts import make_account
from tests.voting.eligibility.lists import listed, open_now
from tests.voting.polls import HOUR, cast, make_poll
from tests.voting.test_database_roles import looking, roles, web, why_refused
from voting.eligibility.checking import NotEligible
from voting.eligibility.lists import ask_for_list, confirm_list
from voting.models import VoterList

__all__ = ["looking", "roles", "web"]

pytestmark = pytest.mark.postgresql

EXCLUDED = "+821011110001"
REFUSED = {
    "UPDATE voting_listedvoter SET key = key": InsufficientPrivilege,
    "TRUNCATE voting_listedvoter": InsufficientPrivilege,
    "DELETE FROM voting_voterlist": InsufficientPrivilege,
    "DELETE FROM voting_listedvoter": IntegrityConstraintViolation,
    "UPDATE voting_voterlist SET confirmed_at = NULL, confirmed_by_id = NULL": IntegrityConstraintViolation,
}
# Before the opening two people may still replace it.
ONCE_OPEN = {"UPDATE voting_voterlist SET replaced_at = now()": IntegrityConstraintViolation}


def test_the_web_role_brings_lists_in_and_cannot_change_one_in_force(web):
    poll = make_poll(opened=-HOUR, closes=2 * HOUR)
    waiting = ask_for_list(
        poll=poll,
        kind=VoterList.Kind.EXCLUDED,
        legal_basis="근거",
        note="안내",
        identity="phone",
        keys={listed(poll, EXCLUDED)},
        sheet_rows=1,
        by=make_account(LEAD),
    )
    confirm_list(voter_list=waiting, by=make_account(AUDIT))
    assert {sql: why_refused(sql) for sql in REFUSED} == REFUSED
    open_now(poll)
    assert {sql: why_refused(sql) for sql in ONCE_OPEN} == ONCE_OPEN
    with pytest.raises(NotEligible):
        cast(poll, EXCLUDED)
    assert cast(poll, "+821011110002")
