from html.parser import HTMLParser

import pytest
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse
from django.utils import timezone

from cases.models import Edition, Organisation
from cases.stages import Scene
from cases.views import CASES_PER_PAGE, server_error
from tests.factories import DAY, make_case, make_edition, make_organisation

Kind = Organisation.Kind
QUERY_LIMIT = 12
HTML_LIMIT = 50_000


@pytest.fixture
def edition(db):
    return make_edition(scene=Scene.OPEN)


def _list(client, edition, **query):
    return client.get(reverse("cases:case_list", args=[edition.slug]), query)


def _detail(client, case):
    return client.get(reverse("cases:case_detail", args=[case.edition.slug, case.number]))


def _numbers(response):
    return [case.number for case in response.context["page"]]


class TestCaseList:
    def test_cases_stand_in_natural_order(self, client, edition):
        for number in ("10", "2", "1"):
            make_case(edition, number)
        assert _numbers(_list(client, edition)) == ["1", "2", "10"]

    def test_cases_stand_by_rank_after_publication(self, client, db):
        edition = make_edition(scene=Scene.PUBLISHED)
        make_case(edition, "1")
        make_case(edition, "2", is_finalist=True, award_rank=2, award_name="우수상")
        make_case(edition, "3", is_finalist=True, award_rank=1, award_name="최우수상")
        response = _list(client, edition)
        assert _numbers(response) == ["3", "2", "1"]
        assert "최우수상" in response.text

    def test_award_and_rank_stay_hidden_while_publication_lies_ahead(self, client, db):
        edition = make_edition(scene=Scene.TALLYING, published_at=timezone.now() + DAY)
        make_case(edition, "1", is_finalist=True, award_rank=2, award_name="우수상")
        make_case(edition, "2", is_finalist=True, award_rank=1, award_name="최우수상")
        response = _list(client, edition)
        assert _numbers(response) == ["1", "2"]
        assert "우수상" not in response.text
        assert "최종 후보" in response.text

    @pytest.mark.parametrize("scene", [Scene.DRAFT, Scene.RECEIVING])
    def test_cases_are_not_shown_before_the_judging(self, client, db, scene):
        edition = make_edition(scene=scene)
        case = make_case(edition, title="숨은 사례")
        response = _list(client, edition)
        assert response.status_code == 200
        assert "숨은 사례" not in response.text
        assert "에 시작합니다." in response.text
        assert _detail(client, case).status_code == 404

    def test_search_finds_every_word_in_title_summary_or_organisation(self, client, edition):
        make_case(edition, "1", title="공영주차장 안내", organisation=make_organisation("마포구"))
        make_case(edition, "2", title="주차 요금", organisation=make_organisation("금천구"))
        assert _numbers(_list(client, edition, q="주차 마포")) == ["1"]

    def test_type_narrows_the_list_and_chips_count_what_was_found(self, client, edition):
        make_case(edition, "1", organisation=make_organisation("주택실", kind=Kind.HEADQUARTERS))
        make_case(edition, "2", organisation=make_organisation("서울의료원", kind=Kind.INVESTED))
        make_case(edition, "3", organisation=make_organisation("마포구", kind=Kind.DISTRICT))
        response = _list(client, edition, type="invested")
        assert _numbers(response) == ["2"]
        chips = [(str(chip["label"]), chip["count"], chip["is_chosen"]) for chip in response.context["types"]]
        assert chips == [
            ("전체", 3, False),
            ("본청", 1, False),
            ("사업소", 0, False),
            ("투자출연기관", 1, True),
            ("자치구", 1, False),
        ]

    def test_unknown_type_is_left_out_and_told(self, client, edition):
        make_case(edition)
        response = _list(client, edition, type="park")
        assert _numbers(response) == ["1"]
        assert "주소에 적힌 기관 유형이 없어 전체를 보여 드립니다." in response.text

    def test_nothing_found_names_the_words_and_offers_to_clear_them(self, client, edition):
        make_case(edition)
        response = _list(client, edition, q="<주차>")
        assert "‘&lt;주차&gt;’ 검색 결과가 없습니다." in response.text
        assert "검색 조건 지우기" in response.text
        assert response.status_code == 200

    @pytest.mark.parametrize("words", ["가" * 101, "가\x00나"])
    def test_impossible_words_are_answered_beside_the_field(self, client, edition, words):
        make_case(edition)
        response = _list(client, edition, q=words)
        assert response.status_code == 200
        assert 'id="id_q_error"' in response.text

    @pytest.mark.parametrize("page", ["0", "3", "-1", "둘"])
    def test_page_out_of_range_is_not_found(self, client, edition, page):
        for number in range(CASES_PER_PAGE + 1):
            make_case(edition, str(number + 1))
        assert _list(client, edition, page=page).status_code == 404

    def test_page_links_keep_the_search(self, client, edition):
        for number in range(CASES_PER_PAGE + 1):
            make_case(edition, str(number + 1))
        response = _list(client, edition, q="사례", type="district")
        assert "?q=%EC%82%AC%EB%A1%80&amp;type=district&amp;page=2" in response.text
        assert "13건</strong> 가운데 1~12번째" in response.text
        assert _numbers(_list(client, edition, q="사례", page="2")) == ["13"]

    @pytest.mark.parametrize("count", [1, 3, CASES_PER_PAGE + 1])
    def test_queries_do_not_grow_with_the_cases(self, client, edition, count, django_assert_num_queries):
        for number in range(count):
            organisation = make_organisation(f"기관 {number}")
            make_case(edition, str(number + 1), organisation=organisation, is_finalist=True, is_example=True)
        with django_assert_num_queries(7):
            response = _list(client, edition)
        assert len(response.content) < HTML_LIMIT

    def test_record_edition_answers_calmly_and_leads_to_its_results(self, client, db):
        edition = make_edition("2017", kind=Edition.Kind.RECORD, year=2017)
        response = _list(client, edition)
        assert response.status_code == 200
        assert "이 회차는 발표된 수상 결과만 남아 있습니다." in response.text
        assert reverse("awards:results", args=["2017"]) in response.text

    def test_examples_and_untitled_cases_are_told_in_one_sentence(self, client, edition):
        make_case(edition, "1", is_example=True)
        make_case(
            edition, "2", title="금천구 장려상 사례 (사례명 미공개)", organisation=make_organisation("금천구")
        )
        text = _list(client, edition).text
        assert "2건 가운데 1건은 예시 사례입니다." in text
        assert "사례명이 공개되지 않은 사례: <span>금천구</span>" in text

    @pytest.mark.parametrize(
        ("kind", "sentence", "times"),
        [
            (Edition.Kind.REPLAY, "점수와 투표지, 날짜는 재현한 자료입니다.", 1),
            (Edition.Kind.PRACTICE, "연습 회차입니다. 실제 대회가 아닙니다.", 1),
            (Edition.Kind.CONTEST, "note warn", 0),
        ],
    )
    def test_sample_editions_say_so_once(self, client, db, kind, sentence, times):
        edition = make_edition(kind=kind)
        case = make_case(edition)
        assert _list(client, edition).text.count(sentence) == times
        assert _detail(client, case).text.count(sentence) == times

    def test_unknown_edition_is_not_found(self, client, db):
        assert client.get("/1999/cases/").status_code == 404


class TestCaseDetail:
    def test_told_parts_stand_under_their_questions(self, client, edition):
        case = make_case(edition, problem="쓰레기", benefit="깨끗함", summary="요약문")
        text = _detail(client, case).text
        assert "무엇이 불편했나요" in text
        assert "어떻게 바꾸었나요" not in text
        assert "어떤 사례인가요" not in text

    def test_without_parts_the_summary_stands_alone(self, client, edition):
        text = _detail(client, make_case(edition, summary="한 문장입니다.")).text
        assert "어떤 사례인가요" in text
        assert "<p>한 문장입니다.</p>" in text

    def test_effects_are_shown_and_the_contact_never(self, client, edition):
        case = make_case(
            edition,
            effects=[{"label": "무단투기", "value": "89", "unit": "% 감소"}],
            contact_name="홍길동",
            contact_phone="02-111-2222",
        )
        text = _detail(client, case).text
        assert "<dt>무단투기</dt><dd>89<small>% 감소</small></dd>" in text
        assert "홍길동" not in text
        assert "02-111-2222" not in text

    @pytest.mark.parametrize(
        ("scene", "shown", "hidden"),
        [
            (Scene.CLOSED, "최종 후보", "장려상"),
            (Scene.TALLYING, "최종 후보", "장려상"),
            (Scene.PUBLISHED, "장려상", "최종 후보"),
        ],
    )
    def test_award_takes_the_place_of_the_finalist_badge_on_publication(
        self, client, db, scene, shown, hidden
    ):
        edition = make_edition(scene=scene)
        text = _detail(client, make_case(edition, is_finalist=True, award_rank=1, award_name="장려상")).text
        assert shown in text
        assert hidden not in text

    def test_withdrawn_case_says_when_and_why_instead_of_finalist(self, client, edition):
        case = make_case(edition, is_finalist=True, withdrawn_at=timezone.now(), withdrawn_reason="기관 요청")
        text = _detail(client, case).text
        assert "기관 요청" in text
        assert "최종 후보" not in text

    def test_other_spelling_of_the_number_leads_to_the_case(self, client, edition):
        case = make_case(edition, "2025-001")
        response = client.get(reverse("cases:case_detail", args=[edition.slug, "2025-1"]))
        assert response.status_code == 301
        assert response["Location"] == reverse("cases:case_detail", args=[edition.slug, case.number])

    @pytest.mark.parametrize("number", ["99", "%00", "1%0A"])
    def test_unknown_number_is_not_found(self, client, edition, number):
        make_case(edition)
        assert client.get(f"/{edition.slug}/cases/{number}/").status_code == 404

    def test_case_of_another_edition_is_not_found(self, client, edition):
        case = make_case(make_edition("2025", year=2025), "7")
        assert client.get(f"/{edition.slug}/cases/{case.number}/").status_code == 404

    def test_queries(self, client, edition, django_assert_num_queries):
        case = make_case(edition, is_finalist=True)
        with django_assert_num_queries(3):
            _detail(client, case)

    def test_unchanged_page_is_not_sent_again(self, client, edition):
        case = make_case(edition)
        etag = _detail(client, case)["ETag"]
        url = reverse("cases:case_detail", args=[edition.slug, case.number])
        assert client.get(url, headers={"If-None-Match": etag}).status_code == 304


class _Frame(HTMLParser):
    """Collects the landmarks in their order, and what the content policy would refuse."""

    def __init__(self, text):
        super().__init__()
        self.order, self.inline = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag in ("header", "main", "footer") or given.get("class") in ("skip", "mast", "nav", "crumb wrap"):
            self.order.append(given.get("class") or tag)
        self.inline += [name for name in given if name == "style" or name.startswith("on")]
        if tag in ("style", "script") and "src" not in given:
            self.inline.append(tag)


class TestFrame:
    def test_landmarks_stand_in_their_order_and_nothing_is_inline(self, client, edition):
        make_case(edition)
        frame = _Frame(_list(client, edition).text)
        assert frame.order == ["skip", "mast", "top", "nav", "crumb wrap", "main", "site dark"]
        assert frame.inline == []

    def test_menu_marks_the_page_and_its_section(self, client, edition):
        case = make_case(edition)
        url = reverse("cases:case_list", args=[edition.slug])
        assert f'<a href="{url}" aria-current="page">우수사례</a>' in _list(client, edition).text
        assert f'<a href="{url}" aria-current="true">우수사례</a>' in _detail(client, case).text

    def test_menu_does_not_mark_cases_of_another_year(self, client, edition):
        past = make_edition("2020", year=2020, scene=Scene.PUBLISHED)
        url = reverse("cases:case_list", args=[edition.slug])
        assert f'<a href="{url}">우수사례</a>' in _list(client, past).text

    def test_switch_leads_to_the_same_page_in_the_other_language(self, client, edition):
        make_case(edition)
        korean, english = f"/{edition.slug}/cases/?q=1", f"/en/{edition.slug}/cases/?q=1"
        assert f'<a href="{english}" lang="en" hreflang="en">English</a>' in client.get(korean).text
        response = client.get(english)
        assert f'<a href="{korean}" lang="ko" hreflang="ko">한국어</a>' in response.text
        assert '<html lang="en">' in response.text
        assert '<h3 lang="ko">' in response.text

    @pytest.mark.parametrize(
        ("demo", "government", "words"),
        [
            (True, False, "연습용 누리집 · 실제 대회가 아닙니다."),
            (True, True, "연습용 누리집 · 실제 대회가 아닙니다."),
            (False, True, "이 누리집은 대한민국 공식 전자정부 누리집입니다."),
            (False, False, None),
        ],
    )
    def test_notice_bar_never_claims_a_government_that_is_not(self, client, edition, demo, government, words):
        operator = {
            "name": "",
            "office": "",
            "phone": "02-0",
            "audit_phone": "02-1",
            "is_government": government,
        }
        with override_settings(DEMO=demo, PORTAL=operator):
            text = _list(client, edition).text
        assert ('class="mast"' in text) is (words is not None)
        assert (words or "") in text
        assert ("전자정부" in text) is (words is not None and not demo)

    def test_operator_stands_in_the_footer(self, client, edition):
        operator = {"name": "○○시", "office": "시민봉사과", "phone": "02-123-4567", "is_government": False}
        with override_settings(PORTAL=operator):
            text = _list(client, edition).text
        assert "운영 부서: 시민봉사과 · 문의 전화" in text
        assert 'href="tel:02-123-4567"' in text


class TestErrorPages:
    def test_not_found_has_its_title_and_a_way_on(self, client, edition):
        response = client.get("/nothing/here/")
        assert response.status_code == 404
        assert "<title>오류: 찾으시는 페이지가 없습니다 |" in response.text
        assert reverse("cases:case_list", args=[edition.slug]) in response.text
        assert '<a href="/en/" lang="en" hreflang="en">English</a>' in response.text

    def test_not_found_works_without_any_edition(self, client, db):
        assert client.get("/nothing/").status_code == 404

    def test_server_error_needs_no_database(self):
        response = server_error(RequestFactory().get("/"))
        assert response.status_code == 500
        assert "한 번호의 표가 두 번 집계되지는 않습니다." in response.text
        assert "<title>오류: 지금은 페이지를 보여 드릴 수 없습니다 |" in response.text

    def test_expired_form_is_told_what_to_do(self, db):
        response = Client(enforce_csrf_checks=True).post(
            reverse("admin:login"), {"username": "a", "password": "b"}
        )
        assert response.status_code == 403
        assert "방금 누르신 내용이 처리되지 않았습니다. 다시 시도해 주세요." in response.text

    def test_strange_host_gets_our_page(self, client, db):
        response = client.get("/", headers={"host": "evil.example"})
        assert response.status_code == 400
        assert "<title>오류: 요청을 처리하지 못했습니다 |" in response.text
