"""The pages that take judges and scores over, and who may open any page of imports."""

import io

import pytest

from awards.judging.models import Judge, Recusal, Score, Sheet
from awards.judging.sheets import import_judges
from cases.models import Case
from tests.awards.judging.sheets.editions import judged_edition
from tests.cases.sheets.pages import agree, downloaded, page, sign_in, text_of, upload
from tests.cases.sheets.workbooks import table_of

pytestmark = pytest.mark.django_db

SCORES = ["심사위원", "사례번호", "창의성(40)", "효용성(30)", "파급력(30)"]
PAGES = {"cases_case": Case, "awards_judge": Judge, "awards_sheet": Sheet}


# Cases of every organisation are the office's; scores go by the permission to enter them.
ENOUGH = {
    "cases_case": ("add_case", "change_case", "view_case", "view_every_case"),
    "awards_judge": ("add_judge", "change_judge", "view_judge"),
    "awards_sheet": ("enter_scores", "view_sheet"),
}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("right", ["view", "add", "change"])
def test_one_permission_is_not_enough(name, right):
    client = sign_in(*(f"{part}_{PAGES[name]._meta.model_name}" for part in {"view", right}))
    addresses = [page(f"{name}_import"), page(f"{name}_import_template")]
    addresses.append(page(f"{name}_import_preview", "00000000-0000-0000-0000-000000000000"))
    for address in addresses:
        assert client.get(address).status_code == 403
        assert client.post(address).status_code == 403
    assert "엑셀·CSV 가져오기" not in client.get(page(f"{name}_changelist")).content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_visitors_are_sent_to_the_login(name, client):
    assert client.get(page(f"{name}_import")).status_code == 302


@pytest.mark.parametrize("name", PAGES)
def test_list_leads_to_the_import_with_the_permissions_for_it(name):
    client = sign_in(*ENOUGH[name])
    assert page(f"{name}_import") in client.get(page(f"{name}_changelist")).content.decode()
    assert client.get(page(f"{name}_import")).status_code == 200


@pytest.fixture
def judged():
    edition = judged_edition()
    import_judges(edition=edition, table=table_of(["심사위원", "기피기관"], ["김", "강남구"], ["이", None]))
    return edition


def test_judges(judged):
    client = sign_in("add_judge", "change_judge", "view_judge")
    rows = [
        ["심사위원", "역할", "기피기관", "심사"],
        ["이", "위원장", "중구", "1"],
        ["박", "위원", None, None],
    ]
    preview = upload(client, judged, rows, "awards_judge")
    said = text_of(preview)
    assert "2 이 역할 빈칸 → 에서 위원장 심사 1, 2 → 에서 1 기피기관 빈칸 → 에서 중구" in said
    assert "3 박 역할 위원 심사 1, 2" in said
    assert Judge.objects.count() == 2
    agree(client, preview)
    assert list(Judge.objects.values_list("name", "role", "order")) == [
        ("김", "", 1),
        ("이", "위원장", 2),
        ("박", "위원", 3),
    ]
    assert Recusal.objects.count() == 2


def test_scores(judged):
    client = sign_in("enter_scores", "view_sheet")
    round_ = judged.rounds.get(order=1)
    agree(client, upload(client, round_, [SCORES, ["이", 1, 38, 27, 28]], "awards_sheet"))
    preview = upload(
        client,
        round_,
        [[*SCORES, "의견"], ["이", "1", 38, None, 28, "좋음"], ["김", 3, 1, 2, 3, None]],
        "awards_sheet",
    )
    said = text_of(preview)
    assert "2 이 · 1. 사례 1 효용성(30) 27 → 에서 빈칸 의견 빈칸 → 에서 좋음" in said
    assert "3 김 · 3. 사례 3 창의성(40) 1 효용성(30) 2 파급력(30) 3" in said
    agree(client, preview)
    assert (Sheet.objects.count(), Score.objects.count()) == (2, 5)


def test_template_of_scores_stands_in_printed_order_and_comes_back(judged):
    client = sign_in("enter_scores", "view_sheet")
    Case.objects.filter(number="2").update(title="=1+1")
    round_ = judged.rounds.get(order=1)
    workbook, _content = downloaded(client, page("awards_sheet_import_template") + f"?target={round_.pk}")
    sheet = workbook.worksheets[0]
    assert [cell.value for cell in sheet[1]] == [
        "심사위원",
        "사례번호",
        "사례명",
        *SCORES[2:],
        "합계",
        "의견",
    ]
    assert [row[:2] for row in sheet.iter_rows(min_row=2, values_only=True)] == [
        ("김", "1"),
        ("김", "3"),
        ("이", "1"),
        ("이", "2"),
        ("이", "3"),
    ]
    assert (sheet["C5"].value, sheet["C5"].data_type) == ("=1+1", "s")
    for number in range(2, 7):
        sheet.cell(number, 4, 30)
    file = io.BytesIO()
    workbook.save(file)
    assert "5 새로 넣음" in text_of(upload(client, round_, file.getvalue(), "awards_sheet"))


@pytest.mark.parametrize("target", ["", "x", "²", "999"])
def test_template_without_a_round(judged, target):
    client = sign_in("enter_scores", "view_sheet")
    address = page("awards_sheet_import_template") + f"?target={target}"
    assert "어느 심사의 양식인지 골라 주세요." in text_of(client.get(address, follow=True))
