"""The leading page, the overview, the differences and the scans: who may, what is shown, how many queries."""

import re
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from awards.judging.desk.rounds_page import Act
from awards.judging.models import Recusal, Score
from awards.judging.papers import Reopening, Scan, SecondScore, Settlement
from cases.models import Edition
from tests.awards.editions import DAY, fill_round
from tests.awards.judging.desk.desk import CLERK, SECOND, address, judged_round, sign_in
from tests.awards.judging.scans import PDF

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return sign_in("담당", *CLERK)


@pytest.fixture
def second():
    return sign_in("확인", *SECOND)


@pytest.fixture
def round_():
    round_ = judged_round()
    fill_round(round_)
    return round_


def words(answer):
    return answer.content.decode()


def copy_as_second(round_):
    SecondScore.objects.bulk_create(
        SecondScore(sheet_id=one.sheet_id, criterion_id=one.criterion_id, points=one.points)
        for one in Score.objects.filter(sheet__round=round_)
    )


def no_scans(round_, words="종이 없음"):
    return {f"no_scan_{judge.pk}": words for judge in round_.judges.all()}


def close(client, round_, **more):
    values = {"act": Act.CLOSE, "round": round_.pk} | no_scans(round_) | more
    return client.post(address("change", round_), values, follow=True)


def test_two_people_close_reopen_and_close_a_round_again(clerk, second, round_):
    page = address("change", round_)
    assert "심사를 마감했습니다." in words(close(clerk, round_))
    assert "다시 여는 사유를 적어 주세요." in words(
        clerk.post(page, {"act": Act.REQUEST, "round": round_.pk, "reason": " "})
    )
    clerk.post(page, {"act": Act.REQUEST, "round": round_.pk, "reason": "3번을 잘못 옮겼습니다."})
    assert "요청한 사람은 확인할 수 없습니다." in words(clerk.get(page))
    assert "3번을 잘못 옮겼습니다." in words(second.get(page))
    second.post(page, {"act": Act.CONFIRM, "round": round_.pk})
    round_.refresh_from_db()
    assert round_.closed_at is None
    assert "심사를 마감했습니다." in words(close(clerk, round_))
    history = words(clerk.get(reverse("admin:awards_judging_history", args=[round_.edition_id])))
    assert history.count("심사를 마감했습니다.") == 2
    assert "3번을 잘못 옮겼습니다." in history
    assert LogEntry.objects.count() == 4


def test_closing_without_scan_and_reason_is_refused_at_its_field(clerk, round_):
    judge = round_.judges.first()
    answer = close(clerk, round_, **{f"no_scan_{judge.pk}": " "})
    assert f"#id_{round_.pk}_no_scan_{judge.pk}" in words(answer)
    assert "종이 없음" in words(answer)
    round_.refresh_from_db()
    assert round_.closed_at is None


def test_the_page_says_what_keeps_a_round_from_closing_and_links_the_empty_cells(clerk, round_):
    score = Score.objects.filter(sheet__judge__name="나", sheet__case__number="3").first()
    anchor = f"#id_c{score.sheet.case_id}-{score.criterion_id}"
    score.delete()
    html = words(clerk.get(address("change", round_)))
    assert "아직 입력하지 않은 칸이 1개 있습니다." in html
    assert anchor in html
    assert "빈 채점표를 빼고 마감하기" in html
    answer = close(clerk, round_)
    judge = round_.judges.get(name="나")
    assert f'href="#id_{round_.pk}_gap_{judge.pk}"' in words(answer)
    assert "빈 칸을 채우거나 채우지 못한 사유를 적어 주세요." in words(answer)
    round_.refresh_from_db()
    assert round_.closed_at is None


def test_a_round_is_closed_without_a_sheet_whose_gap_has_a_reason(clerk, round_):
    Score.objects.filter(sheet__judge__name="나", sheet__case__number="3").first().delete()
    judge, page = round_.judges.get(name="나"), address("change", round_)
    assert words(clerk.get(page)).count("이름처럼 누구인지 알 수 있는 말은 적지 마세요.") == 1
    answer = close(clerk, round_, **{f"gap_{judge.pk}": "심사 중에 입원했습니다."})
    assert "심사를 마감했습니다." in words(answer)
    assert "빼고 마감한 사유: 심사 중에 입원했습니다." in words(answer)
    # The mean of the three others, where nothing says "unfinished" any more.
    html = words(clerk.get(address("overview", round_)))
    assert ("<b>87.000</b>" in html, html.count("<b>미완료</b>")) == (True, 0)
    history = words(clerk.get(reverse("admin:awards_judging_history", args=[round_.edition_id])))
    assert "심사 중에 입원했습니다." in history


def test_a_round_in_which_a_case_has_no_sheet_at_all_offers_no_close(clerk, round_):
    round_.sheets.filter(case__number="3").delete()
    html = words(clerk.get(address("change", round_)))
    assert "채점표가 한 장도 채워지지 않은 사례가 1건 있습니다." in html
    assert "마감하기" not in html


def test_after_the_opening_of_the_poll_nothing_can_be_done(clerk, second, round_):
    close(clerk, round_)
    now = timezone.now()
    Edition.objects.update(judging_close_at=now - DAY / 2, voting_open_at=now - DAY / 4)
    html = words(clerk.get(address("change", round_)))
    assert "심사는 더 바뀌지 않습니다." in html
    assert "다시 열기 요청하기" not in html
    clerk.post(address("change", round_), {"act": Act.REQUEST, "round": round_.pk, "reason": "늦음"})
    assert Reopening.objects.count() == 0


ALLOWED = {
    "view_overview": {"change", "overview", "printed", "differences", "set"},
    "enter_scores": {"set", "scan_add"},
    "settle_scores": {"differences"},
    "view_scans": {"scans"},
    "close_round": set(),
    "change_sheet": set(),
}
OF_JUDGE = ("set", "scans", "scan_add")
PAGES = ("change", "overview", "printed", "differences", *OF_JUDGE)


@pytest.mark.parametrize("permission", ALLOWED)
def test_every_page_answers_403_without_its_permission(permission, round_):
    client = sign_in("한 가지", permission)
    judge = round_.judges.first()
    round_.sheet_sets.create(judge=judge)
    opened = {
        name
        for name in PAGES
        if client.get(address(name, round_, *([judge] if name in OF_JUDGE else []))).status_code != 403
    }
    assert opened == ALLOWED[permission]


@pytest.mark.parametrize("name", PAGES)
def test_a_visitor_is_sent_to_the_login(name, round_):
    path = address(name, round_, *([round_.judges.first()] if name in OF_JUDGE else []))
    answer = Client().get(path)
    assert (answer.status_code, "/admin/login/" in answer.url) == (302, True)


@pytest.mark.parametrize("act", Act)
def test_every_act_needs_its_own_permission(act, round_):
    others = [one.value for one in Act if one != act]
    client = sign_in("다른 권한", "view_overview", *others)
    values = {"act": act, "round": round_.pk, "reason": "사유"} | no_scans(round_)
    assert client.post(address("change", round_), values).status_code == 403


@pytest.mark.parametrize("values", [{}, {"act": "close_round"}, {"act": "drop", "round": "1"}])
def test_a_form_that_names_no_act_or_round_is_forbidden(clerk, round_, values):
    assert clerk.post(address("change", round_), values).status_code == 403


def test_the_overview_shows_totals_and_means_only_when_complete(clerk, round_):
    Score.objects.filter(sheet__judge__name="라", sheet__case__number="2").first().delete()
    html = words(clerk.get(address("overview", round_)))
    assert "<b>89.000</b>" in html
    assert html.count("<b>미완료</b>") == 1
    assert "대조해 주세요" not in html


def test_a_judge_far_from_the_others_is_named_once_the_case_is_complete(clerk, round_):
    Score.objects.filter(sheet__judge__name="라", sheet__case__number="2", criterion__name="창의성").update(
        points=20
    )
    html = words(clerk.get(address("overview", round_)))
    assert "종이 채점표와 대조해 주세요" in html
    assert "2번 사례 2: 라 50점</li>" in html


def test_nobody_far_is_named_before_both_entries_agree(clerk):
    double = judged_round(is_double=True)
    fill_round(double)
    Score.objects.filter(sheet__judge__name="라", criterion__name="창의성").update(points=20)
    assert "대조해 주세요" not in words(clerk.get(address("overview", double)))
    copy_as_second(double)
    assert "대조해 주세요" in words(clerk.get(address("overview", double)))


def test_differences_are_settled_on_their_page(second):
    double = judged_round(is_double=True)
    fill_round(double)
    copy_as_second(double)
    changed = SecondScore.objects.filter(sheet__judge__name="가", sheet__case__number="1").first()
    SecondScore.objects.filter(pk=changed.pk).update(points=Decimal("5.5"))
    page = address("differences", double)
    html = words(second.get(page))
    assert "정리할 차이 1칸" in html
    assert "<td>5.5</td>" in html
    name = f"d{changed.sheet_id}-{changed.criterion_id}"
    refused = words(second.post(page, {name: "61"}))
    assert "0점에서 60점까지 적어 주세요." in refused
    assert 'value="61"' in refused
    assert "두 입력의 차이 1칸을 정리했습니다." in words(second.post(page, {name: "59"}, follow=True))
    assert Settlement.objects.get().settled_by == second.user
    html = words(second.get(page))
    assert "정리할 차이가 없습니다." in html
    assert "<b>59</b>" in html


@pytest.mark.parametrize("name", ["d", "d1", "d1-", "dx-1", "d1-1-1", "d" + "9" * 5_000 + "-1", "d１-1"])
def test_fields_that_are_no_difference_are_left_alone(second, name):
    double = judged_round(is_double=True)
    form = "application/x-www-form-urlencoded"
    answer = second.post(address("differences", double), urlencode({name: "1"}), content_type=form)
    assert answer.status_code == 302
    assert Settlement.objects.count() == 0


def test_looking_is_not_settling(clerk):
    double = judged_round(is_double=True)
    assert clerk.post(address("differences", double), {}).status_code == 403


def test_a_scan_is_attached_listed_and_handed_out_to_those_who_may(clerk, round_):
    judge = round_.judges.first()
    upload = SimpleUploadedFile("심사위원 홍길동.exe", PDF, content_type="text/html")
    clerk.post(address("scan_add", round_, judge), {"scan": upload})
    scan = Scan.objects.get()
    file = reverse("admin:awards_judging_scan", args=[round_.edition_id, scan.pk])
    assert file in words(clerk.get(address("scans", round_, judge)))
    answer = clerk.get(file)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "홍길동" not in answer["Content-Disposition"]
    assert sign_in("입력만", "enter_scores", "view_overview").get(file).status_code == 403
    assert Client().get(file).status_code == 302
    other = judged_round(slug="2027")
    assert (
        clerk.get(reverse("admin:awards_judging_scan", args=[other.edition_id, scan.pk])).status_code == 404
    )


def test_a_file_that_is_no_scan_is_refused_in_words(clerk, round_):
    upload = SimpleUploadedFile("scan.pdf", b"<html></html>", content_type="application/pdf")
    answer = clerk.post(address("scan_add", round_, round_.judges.first()), {"scan": upload}, follow=True)
    assert "PDF, PNG, JPEG 파일만 첨부할 수 있습니다." in words(answer)
    answer = clerk.post(address("scan_add", round_, round_.judges.first()), {}, follow=True)
    assert "스캔한 파일을 골라 주세요." in words(answer)
    assert Scan.objects.count() == 0


def test_scans_are_under_no_public_address(clerk, round_, settings):
    upload = SimpleUploadedFile("scan.pdf", PDF)
    clerk.post(address("scan_add", round_, round_.judges.first()), {"scan": upload})
    name = Scan.objects.get().file.name
    for prefix in (settings.MEDIA_URL, "/media/", "/static/", "/", "/var/media/"):
        assert clerk.get(f"/{prefix.strip('/')}/{name}".replace("//", "/")).status_code == 404


def test_blank_sheets_stand_in_the_order_of_the_page_with_recusals_and_signature(clerk, round_):
    judge, case = round_.judges.first(), round_.edition.cases.get(number="2")
    Recusal.objects.create(judge=judge, organisation=case.organisation, ground="회피")
    html = words(clerk.get(address("printed", round_)))
    assert html.count('<section class="paper">') == 4
    assert re.findall(r'<td class="no">(\d+)</td>', html) == list("12345") * 4
    assert html.count('<td class="rec" colspan="3">회피</td>') == 1
    assert "(60점)" in html
    assert "(100점)" in html
    assert html.count("(서명)") == 4
    assert words(clerk.get(address("printed", round_), {"judge": judge.pk})).count('class="paper"') == 1


@pytest.mark.parametrize("is_double", [False, True])
@pytest.mark.parametrize("name", ["change", "overview", "printed", "differences"])
def test_pages_need_as_many_queries_for_many_rows_as_for_few(clerk, name, is_double):
    counts = []
    for slug, cases in (("2031", 3), ("2032", 9)):
        round_ = judged_round(slug=slug, cases=cases, is_double=is_double)
        fill_round(round_)
        copy_as_second(round_)
        with CaptureQueriesContext(connection) as queries:
            assert clerk.get(address(name, round_)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_list_of_sheets_shows_no_points_and_leads_to_the_set(round_):
    client = sign_in("목록", "view_sheet")
    sheet = round_.sheets.first()
    html = words(client.get(reverse("admin:awards_sheet_change", args=[sheet.pk])))
    assert address("set", round_, sheet.judge) in html
    assert "59" not in re.sub(r"<[^>]*>", " ", html)
    assert client.post(reverse("admin:awards_sheet_change", args=[sheet.pk]), {}).status_code == 403


def test_a_judge_taken_off_the_round_no_longer_counts_and_breaks_nothing(clerk, round_):
    round_.judges.remove(round_.judges.get(name="라"))
    html = words(clerk.get(address("overview", round_)))
    assert "<b>89.000</b>" in html
    assert "심사를 마감했습니다." in words(close(clerk, round_))


def test_judges_and_recusals_are_fixed_while_their_round_is_closed(clerk, round_):
    judge = round_.judges.first()
    office = sign_in("명단", "view_judge", "change_judge", "view_recusal", "add_recusal", "change_recusal")
    path = reverse("admin:awards_judge_change", args=[judge.pk])
    assert 'name="_save"' in words(office.get(path))
    close(clerk, round_)
    assert 'name="_save"' not in words(office.get(path))
    assert office.post(path, {}).status_code == 403


def test_criteria_lock_with_the_freeze_that_comes_before_the_first_score(round_):
    office = sign_in("규칙", "view_rule", "add_rule", "change_rule", "view_round", "change_round")
    path = reverse("admin:awards_rule_change", args=[round_.edition.rule.pk])
    assert 'name="_save"' not in words(office.get(path))
    assert office.post(path, {"rounds-0-name": "다른 이름", "_save": "1"}).status_code == 403
    form = words(office.get(reverse("admin:awards_rule_add")))
    assert f'<option value="{round_.edition_id}"' not in form


def test_a_round_of_an_edition_without_a_rule_is_not_found(clerk):
    edition = Edition.objects.create(slug="2040", kind="contest", year=2040, title="준비")
    round_ = edition.rounds.create(order=1, name="1차")
    assert clerk.get(address("overview", round_)).status_code == 404
    assert clerk.get(address("change", round_)).status_code == 404
