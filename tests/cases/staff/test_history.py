"""Every change is told: who, when, before, after, why; and nobody changes what was told."""

import csv
import io
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from awards.judging.models import Judge, Score, Sheet
from awards.outcome.computing import compute_result
from awards.outcome.publication import approve, publish, request_approval
from awards.rule.freezing import freeze_rule
from awards.rule.models import AwardTier
from cases.models import Case, Edition, HistoryEntry, Membership
from cases.services import close_window_now, mark_finalists, rename_organisation, withdraw_case
from cases.staff.acting import acting
from cases.staff.history import delete_recorded, record, record_created, recorded, recorded_list
from cases.staff.models import NotChangeable
from cases.staff.reading import changes_of
from cases.staff.roles import AUDIT, JUDGING, LEAD, RECEPTION, SECOND
from cases.staff.second_factor import begin_enrolment, confirm_enrolment
from cases.stages import Scene
from tests.awards.editions import BALLOTS, DAY, judge_all, make_contest, make_staff, vote_and_seal
from tests.awards.rule.forms import typed
from tests.cases.staff.accounts import make_account, sign_in
from tests.cases.staff.codes import code_of
from tests.factories import make_case, make_edition, make_organisation

pytestmark = pytest.mark.django_db


def newest(model, **filters):
    return HistoryEntry.objects.get_for_model(model).filter(**filters).order_by("-timestamp", "-pk").first()


def told(entry):
    return [(change.label, change.before, change.after) for change in changes_of(entry)]


def change(client, row, **values):
    """Post the change form of `row` with `values` written over what it shows."""
    path = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    page = client.get(path)
    form = page.context["adminform"].form
    data = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    data = {name: "" if value is None else value for name, value in data.items()}
    for formset in page.context["inline_admin_formsets"]:
        prefix = formset.formset.prefix
        data |= {f"{prefix}-{name}": 0 for name in ("INITIAL_FORMS", "TOTAL_FORMS")}
    answer = client.post(path, {**data, **values})
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    return answer


def test_a_case_changed_in_the_admin_tells_who_before_after_and_why():
    case = make_case(make_edition(scene=Scene.RECEIVING), title="처음 이름", field="교통", effects=[])
    change(sign_in(RECEPTION, name="김접수"), case, title="고친 이름", effects="[]", reason="기관이 정정")
    entry = newest(Case)
    assert (entry.account, entry.edition_slug, entry.reason) == ("김접수", "2026", "기관이 정정")
    assert entry.actor.username == "김접수"
    assert timezone.now() - entry.timestamp < timedelta(minutes=1)
    assert told(entry) == [("사례명", "처음 이름", "고친 이름")]


def test_a_calendar_moved_by_a_service_tells_who_and_why():
    edition, (clerk,) = make_edition(scene=Scene.OPEN, kind="practice"), make_staff("담당")
    close_window_now(edition=edition, window="voting", by=clerk, reason="연습을 마침")
    entry = newest(Edition)
    assert (entry.account, entry.reason) == ("담당", "연습을 마침")
    assert [label for label, _before, _after in told(entry)] == ["투표 마감"]


def test_a_withdrawal_and_a_new_name_are_told():
    clerk, case = make_staff("담당")[0], make_case(make_edition())
    withdraw_case(case=case, reason="기관이 철회", by=clerk)
    assert (newest(Case).account, newest(Case).reason) == ("담당", "기관이 철회")
    rename_organisation(organisation=case.organisation, name="새 이름", on=timezone.now().date(), by=clerk)
    entry = newest(type(case.organisation))
    assert ("이름", "성동구", "새 이름") in told(entry)


def test_awards_and_judges_changed_by_hand_are_told():
    edition, client = make_contest(), sign_in(LEAD, JUDGING, name="이총괄")
    page = reverse("admin:awards_rule_change", args=[edition.rule.pk])
    typing = {"awards-0-prize_krw": "1", "reason": "예산 조정", "_save": "1"}
    client.post(page, typed(client.get(page)) | typing)
    entry = newest(AwardTier)
    assert (entry.account, entry.edition_slug, entry.reason) == ("이총괄", "2026", "예산 조정")
    assert told(entry) == [("상금(원)", "2000000", "1")]
    judge = edition.judges.first()
    change(client, judge, role="위원장", rounds=[round_.pk for round_ in edition.rounds.all()])
    assert told(newest(Judge)) == [("역할", "", "위원장")]


def test_freeze_approval_and_publication_name_their_people():
    clerk, second = make_staff("담당", "확인")
    edition = make_contest()
    judge_all(edition, clerk)
    assert newest(type(edition.rule)).account == "담당"
    vote_and_seal(edition, BALLOTS, clerk)
    result = compute_result(edition=edition, by=clerk)
    request_approval(result=result, by=clerk)
    approve(result=result, by=second)
    publish(result=result, by=clerk)
    entries = HistoryEntry.objects.get_for_model(type(result)).order_by("timestamp", "pk")
    assert [entry.account for entry in entries] == ["담당", "담당", "확인", "담당"]
    assert "summary" not in {name for entry in entries for name in entry.changes}


def test_awards_stay_hidden_in_the_history_until_their_moment():
    clerk, second = make_staff("담당", "확인")
    edition = make_contest()
    judge_all(edition, clerk)
    vote_and_seal(edition, BALLOTS, clerk)
    result = compute_result(edition=edition, by=clerk)
    request_approval(result=result, by=clerk, at=timezone.now() + DAY)
    approve(result=result, by=second)
    publish(result=result, by=clerk)
    client = sign_in(AUDIT)
    pages = [reverse("admin:cases_historyentry_changelist"), reverse("admin:cases_historyentry_export")]
    given = HistoryEntry.objects.filter(is_withheld=True)
    assert given.count() == 3
    assert not [entry for entry in client.get(pages[0]).context["cl"].result_list if entry.is_withheld]
    assert badges(client.get(pages[1])) == set()
    assert client.get(reverse("admin:cases_historyentry_change", args=[given[0].pk])).status_code == 302
    Edition.objects.filter(pk=edition.pk).update(published_at=timezone.now())
    assert badges(client.get(pages[1])) == {"최우수상", "우수상", "장려상"}


def badges(answer):
    """The awards that the exported history gives to cases."""
    rows = csv.DictReader(io.StringIO(body(answer)[1:]))
    return {row["바꾼 뒤"] for row in rows if (row["종류"], row["항목"]) == ("사례", "상")}


def body(answer):
    raw = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return raw.decode()


def test_accounts_and_their_roles_are_told_without_a_password():
    client = sign_in(LEAD, name="이총괄")
    path = reverse("admin:auth_user_add")
    secret = "아주 긴 비밀번호 9876"
    second = Group.objects.get(name=SECOND)
    data = {"username": "새직원", "password1": secret, "password2": secret, "groups": [second.pk]}
    assert client.post(path, data).status_code == 302
    account = get_user_model().objects.get(username="새직원")
    assert account.is_staff
    entries = HistoryEntry.objects.get_for_object(account).filter(object_pk=str(account.pk))
    assert {entry.account for entry in entries} == {"이총괄"}
    assert ("그룹", "", "확인") in [line for entry in entries for line in told(entry)]
    assert ("비밀번호", "", "•••") in [line for entry in entries for line in told(entry)]


def test_membership_is_told():
    organisation = make_organisation()
    Membership.objects.create(user=make_staff("중구 직원")[0], organisation=organisation)
    assert ("기관", "", "성동구") in told(newest(Membership))


def test_a_score_is_told_with_its_sheet():
    edition = make_contest()
    freeze_rule(edition=edition, by=make_staff("담당")[0])
    round_ = edition.rounds.first()
    sheet = Sheet.objects.create(round=round_, judge=edition.judges.first(), case=edition.cases.first())
    with acting(by=make_staff("박심사")[0], reason="종이와 대조"):
        score = Score.objects.create(sheet=sheet, criterion=round_.criteria.first(), points="55")
        score.points = 56
        score.save()
    entry = newest(Score)
    assert (entry.account, entry.edition_slug, entry.reason) == ("박심사", "2026", "종이와 대조")
    assert entry.object_repr == "1차 서면심사 · 가 · 1. 사례 1 · 창의성"
    assert told(entry) == [("점수", "55.00", "56")]


def test_rows_written_in_bulk_are_told_with_one_insert(django_assert_num_queries):
    edition = make_edition(scene=Scene.RECEIVING)
    clerk = make_staff("담당")[0]
    cases = [make_case(edition, str(n)) for n in range(1, 21)]
    HistoryEntry.objects.get_for_model(Case)
    changes = [(case, {"title": case.title}, {"title": f"새 이름 {case.number}"}) for case in cases]
    with django_assert_num_queries(1):
        assert record(changes, by=clerk, reason="한꺼번에") == 20
    entry = newest(Case, object_pk=str(cases[2].pk))
    assert (entry.account, entry.reason, entry.edition_slug) == ("담당", "한꺼번에", "2026")
    assert told(entry) == [("사례명", "사례 3의 이름", "새 이름 3")]


def test_what_does_not_differ_is_not_told():
    case = make_case(make_edition())
    assert record([(case, {"title": "같음"}, {"title": "같음"})]) == 0


def test_recorded_tells_updates_and_bulk_updates():
    edition = make_edition()
    for number in "123":
        make_case(edition, number)
    other = make_organisation("중구")
    with recorded(edition.cases.filter(number__in="12"), ["organisation", "field"], reason="정리"):
        edition.cases.filter(number="1").update(organisation=other, field="교통")
    entries = HistoryEntry.objects.get_for_model(Case).filter(action=HistoryEntry.Action.UPDATE)
    assert [told(entry) for entry in entries] == [[("제출 기관", "성동구", "중구"), ("분야", "", "교통")]]


def test_rows_created_and_deleted_in_bulk_are_told():
    edition = make_contest()
    round_ = edition.rounds.first()
    sheets = Sheet.objects.bulk_create(
        Sheet(round=round_, judge=judge, case=edition.cases.first()) for judge in edition.judges.all()
    )
    assert record_created(sheets) == 4
    assert delete_recorded(Sheet.objects.filter(round=round_), reason="다시 입력") == 4
    assert Sheet.objects.count() == 0
    actions = HistoryEntry.objects.get_for_model(Sheet).values_list("action", flat=True)
    assert sorted(actions) == [0] * 4 + [2] * 4


def test_the_rounds_of_judges_written_in_bulk_are_told_as_lists():
    edition = make_contest()
    judge = edition.judges.first()
    with recorded_list(edition.judges.all(), "rounds"):
        Judge.rounds.through.objects.filter(judge=judge, round__order=2).delete()
    entries = HistoryEntry.objects.get_for_model(Judge).filter(object_pk=str(judge.pk))
    assert told(entries.first()) == [("맡은 심사", "1차 서면심사, 2차 대면심사", "1차 서면심사")]


def test_finalists_are_told_case_by_case():
    edition = make_edition()
    for number in "123":
        make_case(edition, number, is_finalist=number == "3")
    mark_finalists(edition=edition, numbers=["1"], by=make_staff("담당")[0])
    entries = HistoryEntry.objects.filter(action=HistoryEntry.Action.UPDATE).order_by("object_repr")
    assert [(entry.object_repr[0], told(entry)) for entry in entries] == [
        ("1", [("최종 후보", "아니오", "예")]),
        ("3", [("최종 후보", "예", "아니오")]),
    ]


def test_no_secret_no_contact_and_no_voter_stands_in_any_entry():
    clerk = make_staff("담당")[0]
    account = make_account(LEAD, name="이총괄", password="아주 긴 비밀번호 9876")
    device = begin_enrolment(account).device
    _device, codes = confirm_enrolment(account, code_of(device))
    edition = make_contest()
    case = edition.cases.first()
    case.contact_name, case.contact_phone = "홍길동", "02-1234-5678"
    case.save()
    with recorded(edition.cases.all(), ["contact_name", "contact_phone"]):
        edition.cases.update(contact_name="성춘향", contact_phone="02-8765-4321")
    judge_all(edition, clerk)
    vote_and_seal(edition, BALLOTS, clerk)
    account.refresh_from_db()
    keys = [str(key) for key in edition.poll.participations.values_list("pk", flat=True)]
    ballots = [str(key) for key in edition.poll.ballots.values_list("pk", flat=True)]
    contacts = ["홍길동", "성춘향", "1234-5678", "8765-4321"]
    secrets = [
        account.password,
        account.password.split("$")[-1],
        device.key,
        bytes(edition.poll.secret).hex(),
    ]
    secrets += [*keys, *ballots, *codes, *contacts]
    whole = "\n".join(str(values) for values in HistoryEntry.objects.values_list())
    assert [secret for secret in secrets if secret in whole] == []
    models = {entry.content_type.model for entry in HistoryEntry.objects.select_related("content_type")}
    assert models.isdisjoint({"participation", "ballot", "totpdevice", "staticdevice", "statictoken"})
    assert StaticToken.objects.count() == 10
    assert TOTPDevice.objects.count() == 1


def test_entries_are_never_changed_or_deleted():
    make_case(make_edition())
    entry = HistoryEntry.objects.first()
    for act in (
        entry.save,
        entry.delete,
        HistoryEntry.objects.all().delete,
        lambda: HistoryEntry.objects.update(reason="x"),
    ):
        with pytest.raises(NotChangeable):
            act()


def test_nobody_changes_or_deletes_an_entry_in_the_admin(client):
    make_case(make_edition())
    entry = HistoryEntry.objects.first()
    client.force_login(get_user_model().objects.create(username="모두", is_staff=True, is_superuser=True))
    for name in ("change", "delete"):
        path = reverse(f"admin:cases_historyentry_{name}", args=[entry.pk])
        assert client.post(path, {"reason": "x", "post": "yes"}).status_code == 403
    assert client.get(reverse("admin:cases_historyentry_add")).status_code == 403


def test_the_list_is_filtered_by_edition_kind_person_and_searched():
    with acting(by=make_staff("담당")[0], reason="첫 입력"):
        make_case(make_edition("2026"), title="가로등")
    make_case(make_edition("2027"), title="나무 심기")
    client = sign_in(AUDIT)
    path = reverse("admin:cases_historyentry_changelist")

    def titles(**query):
        answer = client.get(path, query)
        return {entry.object_repr for entry in answer.context["cl"].result_list}

    assert titles(kind="cases.case") == {"1. 가로등", "1. 나무 심기"}
    assert titles(kind="cases.case", edition_slug="2026") == {"1. 가로등"}
    assert titles(account="담당") == {"2026 우수사례", "1. 가로등", "성동구"}
    assert titles(q="첫 입력") == {"2026 우수사례", "1. 가로등", "성동구"}
    assert titles(kind="cases.case", timestamp__year="1999") == set()


def test_the_export_follows_the_filters_and_holds_no_formula():
    make_case(make_edition("2026"), title="=HYPERLINK(1)")
    make_case(make_edition("2027"), title="나무 심기")
    client = sign_in(AUDIT)
    answer = client.get(
        reverse("admin:cases_historyentry_export"), {"kind": "cases.case", "edition_slug": "2026"}
    )
    text = body(answer)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert text.startswith("\ufeff때,누가,회차,종류,대상,한 일,항목,바꾸기 전,바꾼 뒤,사유\r\n")
    rows = list(csv.reader(io.StringIO(text[1:])))[1:]
    assert {row[2] for row in rows} == {"2026"}
    assert {row[8] for row in rows if row[6] == "사례명"} == {"'=HYPERLINK(1)"}


@pytest.mark.parametrize("role", [RECEPTION, JUDGING, SECOND])
def test_others_see_no_history(role):
    client = sign_in(role)
    assert client.get(reverse("admin:cases_historyentry_changelist")).status_code == 403
    assert client.get(reverse("admin:cases_historyentry_export")).status_code == 403


@pytest.mark.parametrize("count", [1, 30])
def test_list_queries_do_not_grow(count, django_assert_num_queries):
    edition = make_edition()
    for number in range(1, count + 1):
        make_case(edition, str(number))
    client = sign_in(AUDIT)
    path = reverse("admin:cases_historyentry_changelist")
    client.get(path)
    with django_assert_num_queries(12):
        client.get(path)
