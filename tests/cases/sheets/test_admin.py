"""The pages that take case sheets over: what the preview says, what then happens, and who meets whom."""

import re
import time
from datetime import timedelta
from functools import partial
from threading import Barrier, Thread

import pytest
from django.contrib.admin.models import LogEntry
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from cases.models import Case, Edition, Organisation, PersonalDataAccess, SheetUpload
from cases.sheets.cases import import_cases
from cases.sheets.plan import DataChanged
from tests.cases.sheets.editions import contents, make_edition
from tests.cases.sheets.pages import agree, downloaded, page, sign_in, text_of, upload
from tests.cases.sheets.workbooks import line, package, table_of

pytestmark = pytest.mark.django_db

CASES = ["사례번호", "사례명", "기관명", "요약", "기관구분"]
MARKUP = "<script>alert(1)</script>"


@pytest.fixture
def clerk():
    return sign_in("add_case", "change_case", "view_every_case", "view_contacts", "view_case")


@pytest.fixture
def edition():
    return make_edition("submissions")


def row(number, title="여권 안내", organisation="중구", summary="한 문장", kind="자치구"):
    return [number, title, organisation, summary, kind]


def test_preview_tells_what_the_import_then_does(clerk, edition):
    import_cases(edition=edition, table=table_of(CASES, row(1), row(2), row(3)))
    rows = [
        [*CASES, "비고"],
        row(1),
        row(2, title="새 이름"),
        row(4, organisation="새 사업소", kind="사업소"),
    ]
    before = contents(Case, Organisation)
    preview = upload(clerk, edition, rows)
    said = text_of(preview)
    assert contents(Case, Organisation) == before
    assert "1 새로 넣음 1 바뀜 1 그대로" in said
    assert "새로 등록할 기관 1곳" in said
    assert "읽지 않는 열 비고" in said
    assert "3 2. 새 이름 사례명 여권 안내 → 에서 새 이름" in said
    assert "4 4. 여권 안내" in said
    done = agree(clerk, preview)
    assert "가져왔습니다. 새로 넣음 1건, 바뀜 1건, 그대로 1건" in text_of(done)
    assert list(Case.objects.values_list("number", "title", "organisation__name")) == [
        ("1", "여권 안내", "중구"),
        ("2", "새 이름", "중구"),
        ("3", "여권 안내", "중구"),
        ("4", "여권 안내", "새 사업소"),
    ]
    assert SheetUpload.objects.count() == 0
    entry = LogEntry.objects.get()
    assert (entry.object_repr, entry.user.username) == (edition.title, "접수")
    assert entry.change_message == (
        "사례 가져오기(사례.xlsx): 새로 넣음 1건, 바뀜 1건, 그대로 1건 새 기관 1곳: 새 사업소 무시한 열: 비고"
    )


def test_preview_of_contacts_is_noted(clerk, edition):
    upload(clerk, edition, [CASES, row(1)])
    assert PersonalDataAccess.objects.count() == 0
    upload(clerk, edition, [[*CASES, "연락처"], [*row(1), "02-123-4567"]])
    assert PersonalDataAccess.objects.get().subject == f"{edition.slug} 회차로 가져올 사례의 담당자"


def test_same_file_twice_changes_nothing(clerk, edition):
    agree(clerk, upload(clerk, edition, [CASES, row(1)]))
    assert "바뀌는 것이 없습니다." in text_of(upload(clerk, edition, [CASES, row(1)]))


def test_leaving_the_preview_changes_nothing(clerk, edition):
    preview = upload(clerk, edition, [CASES, row(1)])
    assert "아무것도 바꾸지 않았습니다." in text_of(agree(clerk, preview, cancel="1"))
    assert (Case.objects.count(), SheetUpload.objects.count()) == (0, 0)


def test_all_problems_at_once_with_the_text_of_the_cells(clerk, edition):
    rows = [
        CASES,
        row(1, organisation="없는 곳", kind=None),
        row("０１", title="가" * 1000),
        row("가", summary=None),
    ]
    answer = upload(clerk, edition, rows)
    said = text_of(answer)
    assert "고칠 곳이 5군데 있습니다. 아무것도 가져오지 않았습니다." in said
    assert "2 기관명 없는 곳 등록되지 않은 기관입니다." in said
    assert "3 사례명 " + "가" * 60 + "… 200자까지 적을 수 있습니다. 지금은 1000자입니다." in said
    assert "3 사례번호 ０１ 2행에 이미 있는 사례번호입니다." in said
    assert "4 사례번호 가 사례번호에는 숫자가 있어야 합니다." in said
    assert "4 요약 – 빈칸입니다. 값을 적어 주세요." in said
    assert f'<option value="{edition.pk}" selected>' in answer.content.decode()
    assert contents(Case, Organisation, SheetUpload) == [[], [], []]


def test_more_problems_than_are_told(clerk, edition):
    answer = upload(clerk, edition, [CASES, *(row(n, title=None) for n in range(1, 1202))])
    assert "이 밖에도 고칠 곳이 201군데 더 있습니다." in text_of(answer)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "빈 파일입니다."),
        (b"%PDF-1.7", "PDF 파일입니다. 엑셀에서 xlsx 형식으로 다시 저장해 주세요."),
        (b"\0\1\2", "열 이름만 있고 내용이 없습니다."),
        (package(line(1, "_xD800__x0000__x202E_") + line(2, 1)).getvalue(), "사례번호 – 이 열이 없습니다."),
    ],
)
def test_files_that_are_no_sheet(clerk, edition, content, message):
    answer = upload(clerk, edition, content)
    assert answer.status_code == 200
    assert message in text_of(answer)
    assert SheetUpload.objects.count() == 0


def test_unknown_target_and_no_file(clerk, edition):
    answer = clerk.post(page("cases_case_import"), {"target": "x"})
    assert "어디에 가져올지 다시 골라 주세요." in text_of(answer)
    assert "파일을 골라 주세요." in text_of(answer)


def test_window_that_is_closed(clerk):
    answer = upload(clerk, make_edition("judging"), [CASES, row(1)])
    assert "지금은 접수 기간이 아닙니다. 회차의 일정을 확인해 주세요." in text_of(answer)


def test_window_that_closes_after_the_preview(clerk, edition):
    preview = upload(clerk, edition, [CASES, row(1)])
    Edition.objects.update(submissions_close_at=timezone.now())
    assert "지금은 접수 기간이 아닙니다." in text_of(agree(clerk, preview))
    assert contents(Case, SheetUpload) == [[], []]


def test_preview_of_another_account_and_of_another_page(clerk, edition):
    address = upload(clerk, edition, [CASES, row(1)]).request["PATH_INFO"]
    other = sign_in(name="다른 사람", everything=True)
    judges = address.replace("cases/case", "awards/judge")
    for client, path in (
        (other, address),
        (other, judges),
        (clerk, address.replace("import/", "import/0")[:-2]),
    ):
        answer = client.get(path, follow=True)
        assert answer.status_code in (200, 404)
        assert "여권 안내" not in answer.content.decode()
    assert "미리보기가 끝났습니다." in text_of(other.post(address, {"plan": ""}, follow=True))
    assert Case.objects.count() == 0


def test_preview_ends_after_half_an_hour_and_the_file_is_thrown_away(clerk, edition):
    preview = upload(clerk, edition, [CASES, row(1)])
    SheetUpload.objects.update(uploaded_at=timezone.now() - timedelta(minutes=31))
    assert "미리보기가 끝났습니다. 파일을 다시 올려 주세요." in text_of(agree(clerk, preview))
    assert contents(Case, SheetUpload) == [[], []]


def test_files_of_others_are_thrown_away_with_the_next_upload(clerk, edition):
    upload(clerk, edition, [CASES, row(1)])
    SheetUpload.objects.update(uploaded_at=timezone.now() - timedelta(minutes=31))
    other = sign_in(name="다른 사람", everything=True)
    upload(other, edition, [CASES, row(1)])
    upload(other, edition, [CASES, row(2)])
    assert list(SheetUpload.objects.values_list("owner__username", flat=True)) == ["다른 사람"]


def test_data_changed_since_the_preview(clerk, edition):
    import_cases(edition=edition, table=table_of(CASES, row(1)))
    preview = upload(clerk, edition, [CASES, row(1, title="파일의 이름")])
    Case.objects.update(title="그 사이의 이름")
    again = agree(clerk, preview)
    assert "미리보기를 연 뒤 자료가 바뀌어 아무것도 넣지 않았습니다." in text_of(again)
    assert "그 사이의 이름 → 에서 파일의 이름" in text_of(again)
    assert Case.objects.get().title == "그 사이의 이름"
    agree(clerk, again)
    assert Case.objects.get().title == "파일의 이름"


def test_consent_twice_is_harmless(clerk, edition):
    preview = upload(clerk, edition, [CASES, row(1)])
    agree(clerk, preview)
    assert "미리보기가 끝났습니다." in text_of(agree(clerk, preview))
    assert Case.objects.count() == 1


def test_markup_is_stored_as_text_and_escaped_on_every_page(clerk, edition):
    rows = [[*CASES, "<i>비고</i>"], row(1, MARKUP, MARKUP, MARKUP)]
    preview = upload(clerk, edition, rows, file_name="<b>.xlsx")
    done = agree(clerk, preview)
    wrong = upload(clerk, edition, [[*CASES, "분야"], [*row(MARKUP), MARKUP * 9]])
    now = timezone.now()
    Edition.objects.update(
        submissions_close_at=now - timedelta(hours=1), judging_open_at=now - timedelta(minutes=1)
    )
    detail = Client().get(f"/{edition.slug}/cases/1/")
    listed = Client().get(f"/{edition.slug}/cases/")
    assert Case.objects.get().title == MARKUP
    for answer in (preview, done, wrong, detail, listed):
        html = answer.content.decode()
        assert answer.status_code == 200
        assert "&lt;script&gt;" in html
        assert not re.search("<script>alert|<i>비고|<b>.xlsx", html)


def test_long_lists_are_cut_with_their_length(clerk, edition):
    said = text_of(upload(clerk, edition, [CASES, *(row(n) for n in range(1, 62))]))
    assert "새로 넣는 61건" in said
    assert "이 밖에 11건이 더 있습니다." in said


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_follow_the_rows(clerk, edition, rows, django_assert_num_queries):
    preview = upload(clerk, edition, [CASES, *(row(n) for n in range(1, rows + 1))])
    with django_assert_num_queries(11):
        clerk.get(preview.request["PATH_INFO"])


def test_template_of_cases_has_the_columns_of_the_reader_and_is_read_as_empty(clerk, edition):
    workbook, content = downloaded(clerk, page("cases_case_import_template"))
    entry, advice = workbook.worksheets
    titles = [cell.value for cell in entry[1]]
    assert titles[:4] == ["사례번호", "사례명", "기관명", "요약"]
    assert [advice.cell(number, 1).value for number in range(2, len(titles) + 2)] == titles
    assert "열 이름만 있고 내용이 없습니다." in text_of(upload(clerk, edition, content))


def test_example_of_the_template_is_a_row_that_is_taken_over(clerk, edition):
    advice = downloaded(clerk, page("cases_case_import_template"))[0].worksheets[1]
    lines = [row[:4] for row in advice.iter_rows(min_row=2, max_row=13, values_only=True)]
    preview = upload(
        clerk, edition, [[title for title, *_rest in lines], [example for *_rest, example in lines]]
    )
    assert "1 새로 넣음" in text_of(preview)


@pytest.mark.django_db(transaction=True)
def test_two_consents_and_an_edit_at_once_end_in_words():
    """Whoever comes second sees a new preview or a word at the field, never an error of the database."""
    edition = make_edition("submissions")
    clients = [
        sign_in("add_case", "change_case", "view_every_case", "view_contacts", name=f"접수 {n}")
        for n in range(2)
    ]
    previews = [upload(client, edition, [CASES, row(1), row(2)]) for client in clients]
    third = sign_in("add_case", "change_case", "view_every_case", "view_contacts", "view_case", name="손으로")
    organisation = Organisation.objects.create(name="종로구", kind="자치구")
    form = {"edition": edition.pk, "number": "1", "title": "손으로", "organisation": organisation.pk}
    form |= {"summary": "한 문장", "effects": "[]"}
    acts = [partial(agree, *pair) for pair in zip(clients, previews, strict=True)]
    acts.append(lambda: third.post(page("cases_case_add"), form))
    barrier, answers = Barrier(len(acts)), []

    def act(one):
        barrier.wait()
        try:
            answers.append(one().status_code)
        finally:
            connection.close()

    threads = [Thread(target=act, args=(one,)) for one in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(answers) <= {200, 302}
    assert len(answers) == len(acts)
    assert sorted(Case.objects.values_list("number", flat=True)) in (["1"], ["1", "2"])


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_import_waits_for_a_case_typed_at_the_same_time():
    """The commit of the typed case checks its edition: the import's lock on that row must let it."""
    edition = make_edition("submissions")
    organisation = Organisation.objects.create(name="중구", kind="자치구")
    typed = Case(edition=edition, number="1", title="손으로", organisation=organisation, summary="한 문장")
    said = []

    def take_over():
        try:
            import_cases(edition=edition, table=table_of(CASES, row(1), row(2)))
        except (DataChanged, DatabaseError) as error:
            said.append(error)
        finally:
            connection.close()

    importing = Thread(target=take_over)
    with transaction.atomic():
        typed.save()
        importing.start()
        wait_until_somebody_waits_for_a_lock()
    importing.join()
    assert [type(error) for error in said] == [DataChanged]
    assert list(Case.objects.values_list("number", "title")) == [("1", "손으로")]


def wait_until_somebody_waits_for_a_lock():
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    for _attempt in range(500):
        with connection.cursor() as cursor:
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    raise AssertionError("nobody waits")


def test_row_that_somebody_wrote_meanwhile_is_told_in_words(edition, monkeypatch):
    """The unique keys of the database are the last guard: nothing of the sheet is written."""
    table = table_of(CASES, row(1), row(2))
    write = Case.objects.bulk_create

    def late(cases, **options):
        if cases and not options:
            Case.objects.create(edition=edition, number="2", organisation=cases[0].organisation, title="먼저")
        return write(cases, **options)

    monkeypatch.setattr(type(Case.objects), "bulk_create", staticmethod(late))
    with pytest.raises(DataChanged, match="같은 때에 다른 사람이 자료를 바꾸어 아무것도 넣지 않았습니다"):
        import_cases(edition=edition, table=table)
    assert contents(Case, Organisation) == [[], []]
