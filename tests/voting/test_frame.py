"""The frame of a step is remembered for a second; it never carries another language, page, step or voter's boxes."""

import re
from uuid import uuid4

import pytest
from django.core.cache import cache

from tests.voting.polls import make_poll
from tests.voting.voter import Voter

pytestmark = pytest.mark.django_db


@pytest.fixture
def voter(settings):
    cache.clear()
    settings.REMEMBER_SECONDS = 60
    # A slug of its own: a poll is remembered too.
    yield Voter(make_poll(slug=f"frame-{uuid4().hex}")).hold_credential()
    cache.clear()


def test_each_language_has_its_own_frame(voter):
    address = voter.url("choose")
    korean, english = voter.client.get(address).text, voter.client.get(f"/en{address}").text

    assert ("투표 단계" in korean, "투표 단계" in english) == (True, False)
    assert (f'href="/en{address}" lang="en"' in korean, f'href="{address}" lang="ko"' in english) == (
        True,
        True,
    )


def test_each_step_has_its_own_steps(voter):
    now = re.compile(r'<li class="now" aria-current="step">(\d)단계')

    shown = [now.search(page.text)[1] for page in (voter.consent(), voter.get("choose"), voter.review())]
    assert shown == ["1", "2", "3"]


def test_boxes_are_each_voters_own(voter):
    chosen = voter.post("choose", case=["1", "2", "3"])
    other = Voter(voter.poll, "010-1234-9999").hold_credential().get("choose")

    assert (chosen.text.count(" checked>"), other.text.count(" checked>")) == (3, 0)


def test_cards_at_one_place_are_of_the_case_that_stands_there(voter):
    """Each voter has an order of their own: what is remembered of a place is bound to its case."""
    for number in range(10):
        page = Voter(voter.poll, f"010-1234-000{number}").hold_credential().get("choose").text
        cards = re.findall(
            r'value="(\d+)" id="(id_case_\d)".*?<label for="(id_case_\d)">사례 (\d+)<', page, re.DOTALL
        )
        assert len(cards) == 9
        assert all(value == shown and box == label for value, box, label, shown in cards)
