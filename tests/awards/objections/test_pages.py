"""Pages of objections: none before there is a result, what is public of each, the form, and the filer's answer."""

import re
from datetime import timedelta

import pytest

from awards.objections.models import FilingHour, Objection
from cases.stages import Scene
from tests.awards.objections.asking import code_on, filled, path, send
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
from tests.factories import make_edition

pytestmark = pytest.mark.django_db

NAMES = ("objections", "objection_new", "objection_answer")


class TestBeforeAResult:
    def test_no_page_exists_and_none_tells_that_a_result_waits(self, client):
        editions = [
            make_edition(f"e{n}", scene=scene)
            for n, scene in enumerate(Scene)
            if scene not in (Scene.PUBLISHED, Scene.VOID)
        ]
        editions += [make_edition("2017", kind="record"), make_edition("2018", scene=Scene.PUBLISHED)]
        waiting = told(make_result("2026"), -timedelta(hours=1))
        answers = {
            (edition.slug, name): client.get(path(edition, name)).status_code
            for edition in (*editions, waiting)
            for name in NAMES
        }
        assert set(answers.values()) == {404}
        assert send(client, waiting).status_code == 404
        assert Objection.objects.count() == 0

    def test_a_waiting_result_answers_as_no_edition_does(self, client):
        waiting = told(make_result("2026"), -timedelta(hours=1))
        pages = [
            client.get(address).text.replace("2099", "2026")
            for address in (path(waiting), "/2099/objections/")
        ]
        assert pages[0] == pages[1]


class TestList:
    def test_it_says_until_when_and_how(self, client):
        text = client.get(path(make_result())).text
        assert "까지 받습니다." in text
        assert 'href="/2026/objections/new/"' in text
        assert "접수한 이의신청이 없습니다." in text

    def test_after_the_end_it_says_so_and_leads_to_no_form(self, client):
        text = client.get(path(told(make_result(), 40 * DAY))).text
        assert "에 끝났습니다." in text
        assert "objections/new/" not in text

    def test_a_void_vote_has_one_too(self, client):
        edition = make_void()
        assert send(client, edition, subject="vote").status_code == 200
        assert "접수한 이의신청 1건" in client.get(path(edition)).text

    def test_of_each_what_is_public_and_nothing_else(self, client):
        edition = make_result()
        pair = make_pair()
        file_one(edition)
        asked = file_one(edition, filer="organisation", organisation="관악구", subject="data").objection
        answer(asked, *pair)
        text = client.get(path(edition)).text
        for words in (
            "제1호",
            "제2호",
            "심사와 점수",
            "공개 자료",
            "관악구",
            "일부 받아들임",
            ANSWER["summary"],
        ):
            assert words in text
        hidden = ("비밀문장", "낸 분만 읽는", "담당만 읽는", *(one.username for one in pair))
        assert [words for words in hidden if words in text] == []

    def test_a_draft_and_one_that_was_taken_back_are_told_to_nobody(self, client):
        from awards.objections.answering import draft_answer, take_back_answer

        edition = make_result()
        lead, _auditor = make_pair()
        filed = file_one(edition)
        act = draft_answer(objection=filed.objection, by=lead, **ANSWER)
        for step in (None, lambda: take_back_answer(act=act, by=lead)):
            if step:
                step()
            pages = client.get(path(edition)).text
            pages += client.post(path(edition, "objection_answer"), {"code": filed.code}).text
            assert [
                words for words in (ANSWER["summary"], ANSWER["answer"], "답변함") if words in pages
            ] == []

    def test_of_a_correction_the_earlier_summary_is_gone(self, client):
        edition = make_result()
        pair = make_pair()
        objection = file_one(edition).objection
        answer(objection, *pair)
        answer(objection, *pair, summary="바로잡은 요약", outcome="accepted")
        text = client.get(path(edition)).text
        assert "바로잡은 요약" in text
        assert "정정한 답변" in text
        assert ANSWER["summary"] not in text

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries_do_not_grow_with_the_objections(self, client, count, django_assert_num_queries):
        edition = make_result()
        pair = make_pair()
        for _ in range(count):
            answer(file_one(edition).objection, *pair)
        with django_assert_num_queries(6):
            client.get(path(edition))

    def test_many_are_on_several_pages(self, client):
        edition = make_result()
        for n in range(31):
            file_one(edition, network=str(n))
        assert client.get(path(edition)).text.count('class="state') == 30
        assert "제1호" in client.get(path(edition) + "?page=2").text
        assert client.get(path(edition) + "?page=3").status_code == 404


class TestForm:
    def test_a_press_shows_number_and_code_once_and_keeps_neither_in_the_address(self, client):
        edition = make_result()
        page = send(client, edition)
        assert page.status_code == 200
        assert page["Cache-Control"] == "no-store, private"
        assert "제1호" in page.text
        code = code_on(page)
        assert code not in client.get(path(edition)).text
        assert code not in str(client.cookies)
        objection = Objection.objects.get()
        assert (objection.text, objection.subject, objection.filer) == (TEXT, "scores", "citizen")

    def test_the_same_press_again_shows_the_same(self, client):
        edition, sent = make_result(), filled()
        pages = [client.post(path(edition, "objection_new"), sent) for _ in range(2)]
        assert code_on(pages[0]) == code_on(pages[1])
        assert Objection.objects.count() == 1

    def test_back_and_another_text_says_so_and_files_it_with_one_more_press(self, client):
        edition, sent = make_result(), filled()
        client.post(path(edition, "objection_new"), sent)
        page = client.post(path(edition, "objection_new"), sent | {"text": "다른 글입니다."})
        assert page.status_code == 409
        assert "제1호로 이미 접수했습니다." in page.text
        assert "다른 글입니다.</textarea>" in page.text
        nonce = re.search(r'name="nonce" value="([^"]+)"', page.text).group(1)
        assert nonce != sent["nonce"]
        assert (
            client.post(
                path(edition, "objection_new"), sent | {"text": "다른 글입니다.", "nonce": nonce}
            ).status_code
            == 200
        )
        assert list(Objection.objects.order_by("number").values_list("text", flat=True)) == [
            TEXT,
            "다른 글입니다.",
        ]

    def test_two_pages_have_two_nonces(self, client):
        edition = make_result()
        pages = [client.get(path(edition, "objection_new")).text for _ in range(2)]
        assert len({re.search(r'name="nonce" value="([^"]+)"', page).group(1) for page in pages}) == 2

    @pytest.mark.parametrize(
        ("changes", "words", "target"),
        [
            ({"filer": ""}, "시민이나 응모 기관을 골라 주세요.", "id_filer_0"),
            ({"subject": ""}, "‘기타’를 고르시면 됩니다.", "id_subject"),
            ({"text": " "}, "무엇이 왜 잘못되었다고 보시는지 적어 주세요.", "id_text"),
            ({"text": "가" * 2001}, "지금 2001자이니 줄여 주세요.", "id_text"),
            ({"filer": "organisation"}, "기관 이름을 골라 주세요.", "id_organisation"),
            ({"organisation": "성동구"}, "‘기관이 아닙니다’로 바꿔 주세요.", "id_organisation"),
            (
                {"filer": "organisation", "organisation": "아무개 주식회사"},
                "이번에 응모한 기관 가운데 하나를 골라 주세요.",
                "id_organisation",
            ),
        ],
    )
    def test_a_fault_is_told_with_what_and_where_and_keeps_what_was_typed(
        self, client, changes, words, target
    ):
        edition, sent = make_result(), filled(**changes)
        page = client.post(path(edition, "objection_new"), sent)
        assert page.status_code == 422
        assert words in page.text
        assert f'href="#{target}"' in page.text
        assert f'id="{target}"' in page.text
        assert sent["nonce"] in page.text
        if len(sent["text"]) < 2001:
            assert sent["text"].strip() in page.text
        assert Objection.objects.count() == 0
        assert FilingHour.objects.count() == 0

    def test_ends_of_lines_count_once(self, client):
        edition = make_result()
        assert send(client, edition, text="가\r\n" * 999 + "나").status_code == 200
        assert Objection.objects.get().text == "가\n" * 999 + "나"

    def test_a_page_without_its_nonce_files_all_the_same(self, client):
        edition = make_result()
        assert [send(client, edition, nonce=nonce).status_code for nonce in ("", "x")] == [200, 200]
        assert Objection.objects.count() == 2

    def test_beyond_the_limit_the_form_keeps_what_was_typed_and_says_when(self, client, settings):
        settings.OBJECTIONS_PER_NETWORK_AN_HOUR = 1
        edition = make_result()
        send(client, edition)
        sent = filled()
        page = client.post(path(edition, "objection_new"), sent)
        assert page.status_code == 429
        assert 0 < int(page["Retry-After"]) <= 3600
        assert "부터 같은 단추로 접수할 수 있습니다." in page.text
        assert TEXT in page.text
        assert sent["nonce"] in page.text
        FilingHour.objects.all().delete()
        assert client.post(path(edition, "objection_new"), sent).status_code == 200

    def test_after_the_end_nothing_is_filed_and_the_text_is_still_there(self, client):
        edition = told(make_result(), 31 * DAY)
        assert "이의신청 기간이 끝났습니다" in client.get(path(edition, "objection_new")).text
        page = send(client, edition)
        assert page.status_code == 409
        assert "쓰신 내용은 접수하지 않았습니다." in page.text
        assert TEXT in page.text
        assert Objection.objects.count() == 0

    def test_what_is_typed_is_never_markup(self, client):
        edition = make_result()
        filed = send(client, edition, text="<b>굵게</b> & 끝")
        page = client.post(path(edition, "objection_answer"), {"code": code_on(filed)})
        assert "&lt;b&gt;굵게&lt;/b&gt; &amp; 끝" in page.text

    def test_another_site_cannot_file(self, client):
        client.handler.enforce_csrf_checks = True
        assert send(client, make_result()).status_code == 403
