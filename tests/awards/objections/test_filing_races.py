"""Real connections, a barrier, and no test transaction around them."""

from uuid import uuid4

import pytest

from awards.objections.models import FilingHour, Objection
from tests.awards.objections.objecting import file_one, make_result
from tests.voting.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_many_at_once_get_every_number_once():
    edition = make_result()
    ends = at_once(
        [lambda n=n: file_one(edition, network=f"192.0.2.{n}").objection.number for n in range(12)]
    )
    assert sorted(ends) == list(range(1, 13))


def test_one_page_sent_many_times_at_once_files_one_and_tells_all_the_same_code():
    edition, nonce = make_result(), uuid4()
    ends = at_once([lambda: file_one(edition, nonce=nonce)] * 12)
    assert len({end.code for end in ends}) == 1
    assert Objection.objects.count() == FilingHour.objects.get().count == 1


def test_one_network_at_once_files_no_more_than_it_may(settings):
    settings.OBJECTIONS_PER_NETWORK_AN_HOUR = 3
    editions = [make_result("2026"), make_result("2025")]

    def one(n):
        try:
            return file_one(editions[n % 2]).objection.pk
        except Exception as refusal:  # noqa: BLE001
            return type(refusal).__name__

    ends = at_once([lambda n=n: one(n) for n in range(10)])
    # Where the hour turns between two of them, the next one has begun.
    hours = FilingHour.objects.count()
    assert ends.count("TooManyFiled") == 10 - Objection.objects.count()
    assert 3 <= Objection.objects.count() <= 3 * hours
