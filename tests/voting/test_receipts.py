"""The check of a receipt: only after the seal, whatever was typed; the public list; no place that keeps a code."""

import hashlib
import logging
import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from django.views.debug import SafeExceptionReporterFilter

from cases.models import Edition
from tests.awards.editions import make_published
from tests.voting.boxes import fill
from tests.voting.ends import DONE, code_on
from tests.voting.polls import end_window, make_poll
from tests.voting.voter import Voter
from voting import receipts
from voting.sealing import seal_box

pytestmark = pytest.mark.django_db

PAGE, FILE = "/2026/receipt/", "/2026/vote/sealed-box.txt"
FOUND, NOT_FOUND = "투표함에 들어 있습니다.", "투표 확인번호를 찾지 못했습니다."
MALFORMED = "투표 확인번호는 12자리이고, 영문자 O, I, L과 숫자 0, 1은 쓰지 않습니다."
STRANGE = "7KQ4-M2XR-9DTP"


@pytest.fixture(autouse=True)
def nobody_has_tried():
    cache.clear()


@pytest.fixture
def poll():
    return make_poll()


@pytest.fixture
def codes(poll):
    """The codes of a sealed box."""
    cast = fill(poll, 4)
    seal(poll)
    return [code for _choices, code in cast.values()]


def seal(poll):
    end_window(poll)
    seal_box(poll=poll, by=None)


def check(client, code, **options):
    return client.post(PAGE, {"code": code}, **options)


def typed(response):
    """What stands in the field of the answer."""
    field = re.search(r'<input type="text" name="code"[^>]*>', response.text).group()
    found = re.search(r' value="([^"]*)"', field)
    return found.group(1) if found else ""


class TestBeforeTheSeal:
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_page_says_when_it_opens_and_takes_no_code(self, client, poll, method):
        code = fill(poll, 1)["voter 0"][1]
        answer = client.get(PAGE) if method == "get" else check(client, code)
        assert answer.status_code == 200
        assert "투표가 끝난 뒤 확인할 수 있습니다." in answer.text
        assert "에 끝나고, 투표함을 봉인하면 확인할 수 있습니다." in answer.text
        assert (
            f'<time datetime="{timezone.localtime(poll.edition.voting_close_at):%Y-%m-%dT%H:%M}'
            in answer.text
        )
        for absent in ("<form", code, FOUND, NOT_FOUND):
            assert absent not in answer.text

    def test_between_the_end_and_the_seal_it_promises_no_moment(self, client, poll):
        code = fill(poll, 1)["voter 0"][1]
        end_window(poll)
        text = check(client, code).text
        assert "투표는 끝났고, 참여 수와 투표지 수를 대조하고 있습니다." in text
        assert "에 끝나고" not in text
        assert FOUND not in text

    def test_calendar_that_is_not_known_is_not_told(self, client, poll):
        Edition.objects.update(voting_open_at=None, voting_close_at=None)
        text = client.get(PAGE).text
        assert "투표가 끝난 뒤 확인할 수 있습니다." in text
        assert "<time" not in text

    def test_there_is_no_list(self, client, poll):
        fill(poll, 1)
        assert client.get(FILE).status_code == 404
        end_window(poll)
        assert client.get(FILE).status_code == 404


class TestAfterTheSeal:
    def test_code_of_the_box_is_found(self, client, codes):
        for code in codes:
            answer = check(client, code)
            assert (answer.status_code, typed(answer)) == (200, code)
            assert FOUND in answer.text
            assert "error-summary" not in answer.text

    @pytest.mark.parametrize(
        "way",
        [
            str.lower,
            lambda code: code.replace("-", ""),
            lambda code: f"  {code.replace('-', ' ')} ",
            lambda code: code.replace("-", "–"),
            lambda code: " ".join(code.lower()),
        ],
        ids=["small", "no hyphens", "blanks", "dashes", "letter by letter"],
    )
    def test_code_is_found_however_it_is_written(self, client, codes, way):
        assert FOUND in check(client, way(codes[0])).text

    @pytest.mark.parametrize("code", [STRANGE, "2222-2222-2222", "zzzzzzzzzzzz"])
    def test_code_that_is_not_in_the_box_is_not_found_and_kept(self, client, codes, code):
        answer = check(client, code)
        assert (answer.status_code, typed(answer)) == (422, code)
        assert f'<a href="#id_code">{NOT_FOUND} 번호를 다시 확인해 주세요.</a>' in answer.text
        assert "<title>오류: 내 표 확인 |" in answer.text
        assert FOUND not in answer.text

    def test_code_of_another_box_is_not_found(self, client, codes):
        other = make_poll(slug="2025")
        foreign = fill(other, 1)["voter 0"][1]
        seal(other)
        assert NOT_FOUND in check(client, foreign).text
        assert FOUND in client.post("/2025/receipt/", {"code": foreign}).text

    @pytest.mark.parametrize(
        ("code", "words"),
        [
            ("", "투표 확인번호를 입력해 주세요."),
            (" ", "투표 확인번호를 입력해 주세요."),
            ("7KQ4-M2XR", MALFORMED),
            ("7KQ4-M2XR-9DTPP", MALFORMED),
            ("7KQ4-M2XR-9DT0", MALFORMED),
            ("7KQ4-M2XR-9DTO", MALFORMED),
            ("7KQ4-M2XR-9DTl", MALFORMED),
            ("7KQ4-M2XR-9DTI", MALFORMED),
            ("7KQ4-M2XR-9DT1", MALFORMED),
            ("확인번호를 모릅니다 모릅니다", MALFORMED),
            ("7KQ4_M2XR_9DTP", MALFORMED),
            ("7" * 41, "투표 확인번호는 12자리입니다."),
        ],
    )
    def test_what_is_no_code_is_told_and_kept(self, client, codes, code, words):
        answer = check(client, code)
        assert (answer.status_code, typed(answer)) == (422, code.strip() or code)
        assert words in answer.text
        assert 'aria-describedby="id_code_helptext id_code_error"' in answer.text
        assert NOT_FOUND not in answer.text

    def test_what_is_typed_is_never_markup(self, client, codes):
        assert "<b>7" not in check(client, '"><b>7').text

    @pytest.mark.parametrize("code", ["\x00" * 12, "7KQ4-M2XR-9DT\ud7ff"])
    def test_strange_bytes_are_no_code(self, client, codes, code):
        assert check(client, code).status_code == 422

    def test_address_brings_no_code(self, client, codes):
        answer = client.get(f"{PAGE}?code={codes[0]}")
        assert (answer.status_code, typed(answer)) == (200, "")
        assert FOUND not in answer.text

    def test_answers_are_never_kept(self, client, codes):
        for answer in (client.get(PAGE), check(client, codes[0]), check(client, STRANGE)):
            assert "no-store" in answer["Cache-Control"]

    def test_page_asks_few_questions(self, client, codes, django_assert_num_queries):
        # Poll, seal, the code; whether the menu names a vote.
        with django_assert_num_queries(4):
            check(client, codes[0])

    def test_form_without_its_token_is_refused(self, codes):
        assert check(Client(enforce_csrf_checks=True), codes[0]).status_code == 403

    def test_page_is_there_in_english(self, client, codes):
        answer = client.post(f"/en{PAGE}", {"code": codes[0]})
        assert answer.status_code == 200
        assert '<html lang="en">' in answer.text

    def test_of_a_void_poll_nothing_is_told(self, client, codes):
        Edition.objects.update(voided_at=timezone.now(), void_reason="기록이 손상되었습니다.")
        text = check(client, codes[0]).text
        assert "이번 시민투표는 무효입니다" in text
        assert FOUND not in text
        assert client.get(FILE).status_code == 404


class TestTooOften:
    @pytest.fixture(autouse=True)
    def two_checks(self, monkeypatch):
        monkeypatch.setattr(receipts, "CHECKS", 2)

    def test_third_check_of_an_address_waits_and_keeps_what_was_typed(self, client, codes):
        assert [check(client, codes[0]).status_code for _ in range(3)] == [200, 200, 429]
        answer = check(client, codes[0])
        assert "짧은 시간에 너무 여러 번 확인했습니다. 10분 뒤에 다시 확인해 주세요." in answer.text
        assert typed(answer) == codes[0]
        assert FOUND not in answer.text

    def test_another_address_and_a_look_at_the_page_are_not_held_up(self, client, codes):
        for _ in range(3):
            check(client, STRANGE)
        assert check(client, codes[0]).status_code == 429
        assert check(client, codes[0], REMOTE_ADDR="192.0.2.7").status_code == 200
        assert client.get(PAGE).status_code == 200

    def test_wait_ends(self, client, codes):
        for _ in range(3):
            check(client, STRANGE)
        # The cache forgets by itself; the span is what it is told.
        cache.clear()
        assert check(client, codes[0]).status_code == 200

    def test_wait_is_as_long_as_the_words_say(self, client, codes, monkeypatch):
        told = []
        monkeypatch.setattr(receipts.cache, "add", lambda key, value, span: told.append((key, span)))
        check(client, codes[0])
        [(key, span)] = told
        assert span == 600
        assert "127.0.0.1" not in key


class TestSealedBox:
    def test_sha256_of_the_file_is_the_seal_on_both_pages(self, client):
        edition = make_published()
        answer = client.get(FILE)
        content = b"".join(answer.streaming_content)
        sha256 = hashlib.sha256(content).hexdigest()
        assert edition.poll.seal.sha256 == sha256
        assert f"SHA-256 {sha256}" in client.get(PAGE).text
        assert f"SHA-256 {sha256}" in client.get("/2026/results/").text
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        assert answer["Content-Disposition"] == 'attachment; filename="sealed-box-2026.txt"'

    def test_file_lists_every_code_beside_its_commitment_in_order(self, client, codes):
        head, *lines = b"".join(client.get(FILE).streaming_content).decode().split("\n")
        facts, listed = lines[:3], lines[3:-1]
        assert head == "sealed-box 1"
        assert facts[:2] == ["poll 2026", "ballots 4"]
        assert re.fullmatch("participations-sha256 [0-9a-f]{64}", facts[2])
        pairs = [line.split(" ") for line in listed]
        assert listed == sorted(listed)
        assert [value for _code, value in pairs] == sorted(value for _code, value in pairs)
        assert {code for code, _value in pairs} == set(codes)
        assert {len(value) for _code, value in pairs} == {64}

    def test_file_is_read_only(self, client, codes):
        assert client.post(FILE).status_code == 405
        assert client.head(FILE).status_code == 200

    def test_edition_without_a_poll_has_neither_page_nor_file(self, client):
        assert client.get(PAGE).status_code == 404
        assert client.get(FILE).status_code == 404


def test_closed_vote_leads_to_the_check(client, codes):
    assert f'href="{PAGE}">내 표 확인</a>' in client.get("/2026/vote/").text


def test_code_is_in_no_address_title_or_log(poll, caplog, capsys):
    caplog.set_level(logging.DEBUG)
    voter = Voter(poll)
    answers = [voter.verify(), voter.review(), voter.cast(), voter.get("done"), voter.get("done")]
    code = code_on(answers[-1])
    assert DONE in answers[-1].text
    answers += [check(voter.client, code), voter.client.get(PAGE), voter.cast()]
    seal(poll)
    answers += [check(voter.client, written) for written in (code, code.lower(), code.replace("-", " "))]
    answers += [check(voter.client, f"{code}2"), voter.client.get(FILE), voter.get("start")]
    answers.append(Client(enforce_csrf_checks=True).post(PAGE, {"code": code}))
    addresses = [answer.request["PATH_INFO"] + answer.request["QUERY_STRING"] for answer in answers]
    addresses += [answer.headers.get("Location", "") for answer in answers]
    linked = re.findall(r'(?:href|action|src)="([^"]*)"', "".join(a.text for a in answers if not a.streaming))
    titles = [
        title for a in answers if not a.streaming for title in re.findall("<title>(.*?)</title>", a.text)
    ]
    logged = [f"{record.getMessage()} {record.args}" for record in caplog.records]
    assert any(record.name == "django.request" for record in caplog.records)
    captured = capsys.readouterr()
    for place in (addresses, linked, titles, [*logged, captured.out, captured.err]):
        told = re.sub(r"[\s-]", "", "\n".join(place)).upper()
        assert told
        assert code.replace("-", "") not in told


def test_report_of_an_error_hides_what_was_typed(client, codes):
    request = check(client, codes[0]).wsgi_request
    assert request.POST["code"] == codes[0]
    shown = SafeExceptionReporterFilter().get_post_parameters(request)
    assert shown["code"] == SafeExceptionReporterFilter.cleansed_substitute


def test_no_other_site_learns_where_somebody_came_from(client, codes):
    assert check(client, codes[0])["Referrer-Policy"] == "same-origin"
