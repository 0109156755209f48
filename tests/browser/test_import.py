"""A clerk takes a sheet over: three errors seen at once, the mended file previewed, then imported."""

from datetime import timedelta

from django.utils import timezone

from cases.models import Case, Edition, Organisation
from tests.browser.test_admin import clerk
from tests.cases.sheets.workbooks import xlsx

__all__ = ["clerk"]

HEADER = ["사례번호", "사례명", "기관명", "요약", "기관구분"]
WRONG = [
    [1, "여권 대기 문자 안내", "없는 기관", "한 문장", None],
    ["０１", "주차 안내", "가져오기구", "한 문장", None],
    [3, None, "가져오기구", "한 문장", None],
]
MENDED = [
    [1, "여권 대기 문자 안내", "가져오기구", "한 문장", None],
    [2, "<b>주차</b> 안내", "가져오기구", "한 문장", None],
    [3, "무인 발급기", "가져오기 사업소", "한 문장", "사업소"],
]


def file_of(rows):
    return {
        "name": "사례.xlsx",
        "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "buffer": xlsx([HEADER, *rows]).getvalue(),
    }


def open_edition():
    """An edition of its own that takes cases now, with case 1; committed, beside the demonstration."""
    now, day = timezone.now(), timedelta(days=1)
    edition = Edition.objects.create(
        slug=f"import-{now:%H%M%S%f}",
        kind="practice",
        year=2026,
        title=f"가져오기 연습 {now:%H%M%S%f}",
        submissions_open_at=now - day,
        submissions_close_at=now + day,
        judging_open_at=now + 2 * day,
        judging_close_at=now + 3 * day,
        voting_open_at=now + 4 * day,
        voting_close_at=now + 5 * day,
    )
    organisation = Organisation.objects.get_or_create(name="가져오기구", kind="자치구")[0]
    Case.objects.create(
        edition=edition, number="1", title="여권", summary="한 문장", organisation=organisation
    )
    return edition


def test_three_errors_then_the_mended_file(clerk, stored):
    with stored():
        edition = open_edition()
    clerk.goto("/admin/cases/case/")
    clerk.get_by_role("link", name="엑셀·CSV 가져오기").click()
    clerk.select_option("#id_target", label=edition.title)
    clerk.set_input_files("#id_file", file_of(WRONG))
    clerk.get_by_role("button", name="올리고 미리보기").click()

    problems = clerk.get_by_role("alert")
    assert (
        problems.get_by_role("heading").inner_text()
        == "고칠 곳이 3군데 있습니다. 아무것도 가져오지 않았습니다."
    )
    places = [row.locator("td").all_inner_texts()[:3] for row in problems.locator("tbody tr").all()]
    assert places == [["2", "기관명", "없는 기관"], ["3", "사례번호", "０１"], ["4", "사례명", "–"]]
    assert clerk.title().startswith("오류: ")

    clerk.set_input_files("#id_file", file_of(MENDED))
    clerk.get_by_role("button", name="올리고 미리보기").click()
    counts = [" ".join(words.split()) for words in clerk.locator(".counts li").all_inner_texts()]
    assert counts == ["2 새로 넣음", "1 바뀜", "0 그대로"]
    assert clerk.locator(".changed tbody dd").first.inner_text().startswith("여권 →")
    assert clerk.locator(".created tbody th").all_inner_texts() == ["2. <b>주차</b> 안내", "3. 무인 발급기"]
    with stored():
        assert edition.cases.count() == 1

    clerk.get_by_role("button", name="확인하고 가져오기").click()
    clerk.wait_for_url("**/admin/cases/case/")
    assert "새로 넣음 2건, 바뀜 1건, 그대로 0건" in clerk.locator(".messagelist").inner_text()
    with stored():
        titles = list(edition.cases.order_by("number_key").values_list("title", flat=True))
        assert titles == ["여권 대기 문자 안내", "<b>주차</b> 안내", "무인 발급기"]
    assert clerk.console == []
