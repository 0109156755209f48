"""The results page in its states, the file beside it, and the list of the years."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from awards.outcome.computing import compute_result
from awards.outcome.publication import approve, request_approval
from awards.rehearsal.records import load_records
from tests.awards.editions import BALLOTS, judge_all, make_contest, make_published, make_staff, vote_and_seal

pytestmark = pytest.mark.django_db


def test_results_of_a_published_edition_name_winners_awards_and_sums(client):
    make_published(winner_kind="투자출연기관")
    html = client.get("/2026/results/").content.decode()
    assert "전문가 4명의 심사와 시민 4명의 투표로 뽑았습니다." in html
    assert "기관 (투자출연기관)" in html
    assert "공직선거법에 따라 상장만" in html
    assert "총 상금 400만 원, 지급액 200만 원." in html
    assert html.count("<h1") == 1


def test_results_of_a_contest_carry_no_note_about_samples(client, replayed):
    make_published()
    note = "재현한 자료입니다"
    assert note not in client.get("/2026/results/").content.decode()
    assert note in client.get("/2021/results/").content.decode()


@pytest.mark.parametrize("counted", [False, True])
def test_results_before_publication_show_no_figure_of_any_case(client, counted):
    clerk, second = make_staff("담당", "확인")
    edition = make_contest()
    judge_all(edition, clerk)
    vote_and_seal(edition, BALLOTS, clerk)
    if counted:
        result = compute_result(edition=edition, by=clerk)
        request_approval(result=result, by=clerk)
        approve(result=result, by=second)
    html = client.get("/2026/results/").content.decode()
    assert "점수를 확인하고 있습니다" in html
    assert [digits for digits in ("59.659", "53.536", "36.805", "3표") if digits in html] == []
    assert client.get("/2026/results/results.csv").status_code == 404


def test_results_with_a_moment_of_publication_ahead_stay_hidden(client):
    make_published(at=timezone.now() + timedelta(hours=1))
    html = client.get("/2026/results/").content.decode()
    assert "59.659" not in html
    assert client.get("/2026/results/results.csv").status_code == 404
    assert "최우수상" not in client.get("/2026/cases/").content.decode()


def test_results_waiting_link_to_the_last_published_year(client):
    make_published(slug="2025", kind="replay")
    make_contest(slug="2026")
    assert 'href="/2025/results/"' in client.get("/2026/results/").content.decode()


def test_results_say_which_step_broke_a_tie(client):
    document_ties = make_published(ballots=(["1", "2"], ["2", "3"], ["1", "3"]))
    html = client.get("/2026/results/").content.decode()
    assert "동점은 없었습니다." in html
    assert document_ties.results.get().rows.filter(tie_step="").count() == 3


def test_a_year_run_again_prints_the_year_of_its_own_publication(client, replayed):
    year = timezone.localdate().year
    html = client.get("/2021/results/").content.decode()
    moments = re.findall(r"(?:공개한 때: |이의신청: )<time[^>]*>(\d+)\. ", html)
    assert "2021년 12월 8일(수)" in html
    assert moments[0] == str(year)
    assert len(moments) == 2


def test_results_of_an_unknown_edition_are_404(client):
    assert client.get("/2099/results/").status_code == 404


def test_results_need_few_queries_whatever_the_number_of_finalists(
    client, replayed, django_assert_num_queries
):
    make_published()
    for slug in ("2026", "2021"):
        with django_assert_num_queries(10):
            client.get(f"/{slug}/results/")


def test_results_file_guards_against_formulas(client):
    edition = make_published()
    row = edition.results.get().rows.get(rank=1)
    row.title = "=HYPERLINK(1)"
    row.save()
    assert ",'=HYPERLINK(1)," in client.get("/2026/results/results.csv").content.decode()


def test_edition_list_names_the_years_and_the_gaps(client, replayed):
    load_records()
    html = client.get("/editions/").content.decode()
    for title in (
        "2025년 민원서비스 개선 우수사례",
        "2021 서울시 민원서비스 개선 우수사례",
        "2013 민원행정개선",
    ):
        assert title in html
    assert html.count("열렸는지 확인할 수 있는 공개 자료를 찾지 못했습니다.") == 4
    assert "60 : ?" in html


def test_edition_list_leaves_out_practice(client):
    make_published(slug="practice", kind="practice")
    assert "practice 대회" not in client.get("/editions/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_edition_list_queries_do_not_grow_with_the_years(client, count, django_assert_num_queries):
    for n in range(count):
        make_published(slug=f"{2020 + n}", kind="replay")
    with django_assert_num_queries(2):
        client.get("/editions/")


def test_record_shows_what_is_known_and_says_what_is_not(client):
    load_records()
    html = client.get("/2013/results/").content.decode()
    assert "2013년 11월 20일(수)" in html
    assert html.count("미공개") >= 4
    assert "수상 사례를 확인하지 못했습니다." in html
    assert "https://etoday.co.kr/news/view/824469" in html


def test_record_with_a_certificate_only_award_says_so(client):
    load_records()
    html = client.get("/2022/results/").content.decode()
    assert "상장만 수여" in html
    assert "2,547표, 전체 표의 12.5%" in html


def test_load_records_twice_changes_nothing(client):
    first = load_records()
    assert len(first) == 9
    assert [edition.pk for edition in load_records()] == [edition.pk for edition in first]


def test_load_records_leaves_a_replayed_year_alone(replayed):
    load_records()
    replayed.refresh_from_db()
    assert replayed.kind == "replay"
