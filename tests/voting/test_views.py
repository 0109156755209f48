"""The pages before the cast: the whole way, the ballot, the review, and what leads there."""

import re
from html import unescape

import pytest
from django.db import connection

from cases.models import Edition
from cases.services import withdraw_case
from tests.voting.ends import DONE, NOT_IN, in_the_box
from tests.voting.polls import HOUR, cast, make_poll
from tests.voting.voter import Voter
from voting.models import Participation, Poll

pytestmark = pytest.mark.django_db

VIEWS = ("start", "number", "code", "choose", "review", "cast", "done", "leave")


@pytest.fixture
def poll():
    return make_poll()


@pytest.fixture
def voter(poll):
    return Voter(poll).hold_credential()


def test_whole_way_from_consent_to_the_end(poll):
    voter = Voter(poll)
    response = voter.verify()
    assert (response.status_code, response["Location"]) == (303, voter.url("choose"))
    assert "마음에 드는 사례 3건을 골라 주세요</h1>" in voter.get("choose").text
    review = voter.review("9", "1", "2")
    assert "아직 투표가 끝나지 않았습니다." in review.text
    assert in_the_box() == (0, [])
    response = voter.cast("9", "1", "2")
    assert (response.status_code, response["Location"]) == (303, voter.url("done"))
    assert in_the_box() == (1, ["1,2,9"])
    assert Participation.objects.get().method == "sms"
    end = voter.get("done")
    assert DONE in end.text
    assert "vote" not in {name for name, morsel in voter.client.cookies.items() if morsel.value}


def test_every_answer_forbids_to_be_kept(poll, voter):
    for name in VIEWS:
        assert "no-store" in voter.get(name)["Cache-Control"]
        assert "no-store" in voter.post(name)["Cache-Control"]


@pytest.mark.parametrize("name", VIEWS)
def test_edition_without_a_poll_has_no_page_of_the_vote(client, poll, name):
    address = Voter(poll).url(name)
    Poll.objects.all().delete()
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


@pytest.mark.parametrize(
    ("name", "leads_to"),
    [
        ("number", "start"),
        ("code", "start"),
        ("choose", "start"),
        ("review", "choose"),
        ("cast", "choose"),
        ("done", "start"),
        ("leave", "start"),
    ],
)
def test_page_asked_for_by_its_address_leads_to_where_one_can_go_on(poll, name, leads_to):
    voter = Voter(poll)
    assert voter.get(name)["Location"] == voter.url(leads_to)


class TestChoose:
    def test_order_is_the_voters_own_and_stays(self, poll):
        def order(voter):
            return [case.number for case in voter.get("choose").context["form"].cases]

        orders = {tuple(order(Voter(poll, f"010-{n}-0000").hold_credential())) for n in range(2000, 2010)}
        assert len(orders) > 1
        assert all(sorted(one) == [str(n) for n in range(1, 10)] for one in orders)
        voter = Voter(poll).hold_credential()
        assert order(voter) == order(voter)

    def test_order_is_the_same_on_the_page_of_the_error(self, voter):
        first = [case.number for case in voter.get("choose").context["form"].cases]
        again = [case.number for case in voter.review("1").context["form"].cases]
        assert first == again

    def test_choices_posted_back_are_ticked(self, voter):
        text = voter.post("choose", case=["2", "5", "nothing"]).text
        assert text.count(" checked") == 2
        ticked = re.findall(r'value="(\d)" id="id_case_\d" aria-describedby="[^"]+" checked', text)
        assert sorted(ticked) == ["2", "5"]

    @pytest.mark.parametrize(
        ("choices", "title"),
        [
            ("exactly", "마음에 드는 사례 3건을 골라 주세요"),
            ("up_to", "마음에 드는 사례를 3건까지 골라 주세요"),
        ],
    )
    def test_page_says_how_many(self, poll, voter, choices, title):
        Poll.objects.update(choices=choices)
        assert f"<h1>{title}</h1>" in voter.get("choose").text

    def test_withdrawn_case_is_not_on_the_ballot(self, poll, voter):
        withdraw_case(case=poll.edition.cases.get(number="4"), reason="제출 기관이 철회")
        assert 'value="4"' not in voter.get("choose").text

    def test_nothing_of_the_page_tells_a_count(self, poll, voter):
        cast(poll, "somebody")
        text = voter.get("choose").text
        assert "표</" not in text
        assert "득표" not in text

    def test_parts_of_a_case_stand_behind_details(self, poll, voter):
        poll.edition.cases.filter(number="1").update(
            problem="쓰레기가\n쌓였습니다.", change="지도를 만들었습니다."
        )
        text = voter.get("choose").text
        assert text.count("<details>") == 1
        assert "쓰레기가<br>쌓였습니다." in text
        assert "무엇이 좋아졌나요" not in text

    def test_time_limit_is_told_with_the_clock(self, voter):
        assert "까지 투표를 마쳐 주세요." in voter.get("choose").text


class TestReview:
    @pytest.mark.parametrize(
        ("numbers", "message"),
        [
            ([], "사례를 골라 주세요."),
            (["1"], "3건을 골라 주세요. 지금은 1건을 고르셨습니다."),
            (list("12345"), "3건을 골라 주세요. 지금은 5건을 고르셨습니다. 2건을 빼 주세요."),
            (["1", "2", "77"], "투표지에 없는 사례가 들어 있습니다. 사례를 다시 골라 주세요."),
            (["1", "1", "2"], "투표지에 없는 사례가 들어 있습니다. 사례를 다시 골라 주세요."),
            (["1", "2", "\x00"], "투표지에 없는 사례가 들어 있습니다. 사례를 다시 골라 주세요."),
            (["1", "2", "3,4"], "투표지에 없는 사례가 들어 있습니다. 사례를 다시 골라 주세요."),
        ],
    )
    def test_wrong_choice_is_told_twice_and_all_input_kept(self, voter, numbers, message):
        response = voter.post("review", case=numbers)
        assert response.status_code == 422
        text = response.text
        assert "<title>오류: 사례 선택 (2/4단계) |" in text
        assert f'<a href="#id_case_0">{message}</a>' in text
        assert f"</span> {message}</p>" in text
        assert 'aria-describedby="id_case_helptext id_case_error"' in text
        on_the_ballot = {number for number in numbers if number in "123456789"}
        assert text.count(" checked") == len(on_the_ballot)
        assert in_the_box() == (0, [])

    def test_up_to_three_takes_one(self, voter):
        Poll.objects.update(choices="up_to")
        assert voter.review("4").status_code == 200
        assert voter.review("1", "2", "3", "4").status_code == 422

    def test_page_lists_the_choice_and_carries_it_both_ways(self, voter):
        text = voter.review("7", "2", "5").text
        assert [f"사례 {n}<br>" in text for n in (2, 5, 7, 1)] == [True, True, True, False]
        assert text.count('<input type="hidden" name="case"') == 6

    def test_nonce_is_new_on_every_page(self, voter):
        voter.review()
        first = voter.nonce
        voter.review()
        assert voter.nonce != first

    def test_without_credential_the_choice_is_not_in_the_box(self, poll):
        response = Voter(poll).review()
        assert response.status_code == 403
        assert NOT_IN in response.text

    def test_free_vote_is_told_on_every_step_with_the_audit_phone(self, poll):
        voter = Voter(poll)
        pages = [voter.get("start"), voter.consent(), voter.ask_again()]
        voter.hold_credential()
        pages += [voter.get("choose"), voter.review(), voter.vote()]
        for page in pages:
            assert "누구도 투표 여부나 고른 사례를 알려 달라고 요구할 수 없습니다." in page.text
            assert "전화(00-0000-0000)로" in page.text
            assert page.text.count("실제 대회가 아닙니다.</p>") == 1


@pytest.mark.parametrize("finalists", [3, 9])
def test_queries_are_few_and_do_not_grow_with_the_cases(finalists, django_assert_num_queries):
    poll = make_poll(finalists=finalists)
    voter = Voter(poll).hold_credential()
    for act, count in [
        (lambda: voter.get("start"), 5),
        (lambda: voter.get("choose"), 4),
        (voter.review, 4),
        # Poll, cases, and the transaction of the ballot box; what PostgreSQL is asked in it goes past Django.
        (voter.cast, 4 if connection.vendor == "postgresql" else 8),
        (lambda: voter.get("done"), 2),
    ]:
        with django_assert_num_queries(count):
            act()


def test_menu_names_the_vote_only_where_there_is_one(client, poll):
    assert f'<a href="{Voter(poll).url("start")}">시민투표</a>' in client.get("/").text
    Poll.objects.all().delete()
    assert ">시민투표</a>" not in client.get("/").text


def test_home_and_finalist_lead_to_the_vote_while_it_is_open(client, poll):
    address = Voter(poll).url("start")
    button = f'<a class="btn pri lg" href="{address}">투표하러 가기</a>'
    case = f"/{poll.edition.slug}/cases/1/"
    side = f'href="{address}">투표하러 가기</a>'
    assert button in client.get("/").text
    assert side in client.get(case).text
    poll.edition.cases.filter(number="1").update(is_finalist=False)
    assert side not in client.get(case).text
    poll.edition.cases.filter(number="1").update(is_finalist=True)
    Edition.objects.update(voting_close_at=poll.edition.voting_open_at + HOUR / 2)
    assert button not in client.get("/").text
    assert side not in client.get(case).text


def test_open_edition_without_a_poll_does_not_lead_to_a_vote(client, poll):
    Poll.objects.all().delete()
    text = unescape(client.get("/").text)
    assert "투표하러 가기" not in text
    assert "사례 먼저 보기" in text


def test_english_page_renders(poll):
    voter = Voter(poll).hold_credential()
    response = voter.client.get(f"/en/{poll.edition.slug}/vote/choose/")
    assert response.status_code == 200
    assert '<html lang="en">' in response.text
