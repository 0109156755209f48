"""Reading the answer with the code, the links that lead to objections, and the pages in English."""

import re

import pytest
from django.utils import timezone

from awards.objections.models import ObjectionAct
from tests.awards.objections.asking import filled, path
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
from tests.awards.test_english import unmarked_korean
from voting.purging.purge import purge

pytestmark = pytest.mark.django_db

NAMES = ("objections", "objection_new", "objection_answer")


class TestAnswer:
    def test_the_code_shows_text_and_answers_the_newest_first(self, client):
        edition = make_result()
        pair = make_pair()
        filed = file_one(edition)
        page = client.post(path(edition, "objection_answer"), {"code": filed.code})
        assert "아직 답변하지 않았습니다." in page.text
        assert TEXT in page.text
        answer(filed.objection, *pair)
        answer(filed.objection, *pair, answer="바로잡은 답변입니다.")
        page = client.post(path(edition, "objection_answer"), {"code": filed.code.lower()})
        assert page["Cache-Control"] == "no-store, private"
        assert page.text.index("바로잡은 답변입니다.") < page.text.index(ANSWER["answer"])
        assert [words for words in ("담당만 읽는", "총괄 담당", "감사 담당") if words in page.text] == []

    def test_wrong_codes_say_the_same_and_cost_the_same(self, client, django_assert_num_queries):
        edition, other = make_result("2026"), make_result("2025")
        filed, foreign = file_one(edition), file_one(other)
        client.get(path(edition, "objection_answer"))
        said = set()
        for typed in (
            filed.code[:-1] + "가",
            foreign.code,
            "x",
            "2345-6789-ABCD-EFGH",
            "0" * 16,
            "가" * 4000,
        ):
            with django_assert_num_queries(4):
                page = client.post(path(edition, "objection_answer"), {"code": typed})
            assert page.status_code == 422
            said.add(re.search(r'id="id_code_error">(.*?)</p>', page.text, re.DOTALL).group(1))
        assert len(said) == 1

    def test_after_the_texts_are_blanked_the_summary_stays(self, client):
        edition = make_result()
        filed = file_one(edition)
        act = answer(filed.objection, *make_pair())
        ObjectionAct.objects.filter(pk=act.pk).update(confirmed_at=timezone.now() - 300 * DAY)
        told(edition, 366 * DAY)
        purge()
        page = client.post(path(edition, "objection_answer"), {"code": filed.code}).text
        assert "쓰신 내용과 답변의 전문을 지웠습니다." in page
        assert ANSWER["summary"] in page
        assert [words for words in (TEXT, ANSWER["answer"]) if words in page] == []


class TestLinks:
    def test_the_void_page_leads_here(self, client):
        edition = make_void()
        assert 'href="/2026/objections/"' in client.get(f"/{edition.slug}/results/").text

    def test_after_the_end_the_void_page_counts(self, client):
        edition = make_void()
        file_one(edition)
        told(edition, 40 * DAY)
        assert "이의신청 1건</a>" in client.get(f"/{edition.slug}/results/").text


class TestEnglish:
    def test_what_is_korean_are_words_from_the_database(self, client):
        edition = make_result()
        pair = make_pair()
        filed = file_one(edition, filer="organisation", organisation="관악구")
        answer(filed.objection, *pair)
        answer(filed.objection, *pair)
        pages = [client.get("/en/2026/objections/"), client.get("/en/2026/objections/new/")]
        pages += [
            client.post("/en/2026/objections/new/", filled(**changes)) for changes in ({}, {"text": ""})
        ]
        pages += [
            client.post("/en/2026/objections/answer/", {"code": code}) for code in (filed.code, "x", "")
        ]
        told(edition, 40 * DAY)
        pages += [client.get("/en/2026/objections/new/"), client.post("/en/2026/objections/new/", filled())]
        assert [unmarked_korean(page.text.replace(TEXT, "")) for page in pages] == [[]] * len(pages)
