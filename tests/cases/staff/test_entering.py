"""Staff of an organisation see and draft the cases of their own, while submissions are open."""

import pytest
from django.urls import reverse

from cases.models import Case, PersonalDataAccess
from cases.staff.roles import ORGANISATION, RECEPTION
from cases.stages import Scene
from tests.cases.staff.accounts import sign_in
from tests.factories import make_case, make_edition, make_organisation

pytestmark = pytest.mark.django_db

LIST, ADD = reverse("admin:cases_case_changelist"), reverse("admin:cases_case_add")
TEXTS = {"title": "새 사례", "summary": "한 문장", "effects": "[]"}


def page_of(case):
    return reverse("admin:cases_case_change", args=[case.pk])


@pytest.fixture
def edition():
    return make_edition(scene=Scene.RECEIVING)


@pytest.fixture
def own(edition):
    return make_case(edition, "1", organisation=make_organisation("성동구"), title="우리 사례")


@pytest.fixture
def other(edition):
    return make_case(edition, "7", organisation=make_organisation("중구"), title="남의 사례")


@pytest.fixture
def officer(own, other):
    return sign_in(ORGANISATION, organisation=own.organisation)


def test_the_list_shows_only_their_own(officer):
    html = officer.get(LIST).content.decode()
    assert "우리 사례" in html
    assert "남의 사례" not in html
    assert "남의 사례" not in officer.get(LIST, {"q": "사례"}).content.decode()


def test_the_case_of_another_organisation_does_not_open(officer, other):
    for name in ("change", "history"):
        assert officer.get(reverse(f"admin:cases_case_{name}", args=[other.pk])).status_code == 302
    officer.post(page_of(other), TEXTS)
    other.refresh_from_db()
    assert other.title == "남의 사례"


def test_they_change_their_own_but_not_its_number_organisation_or_edition(officer, own, other):
    answer = officer.post(page_of(own), {**TEXTS, "number": "99", "organisation": other.organisation_id})
    assert answer.status_code == 302
    own.refresh_from_db()
    assert (own.title, own.number, own.organisation.name) == ("새 사례", "1", "성동구")


def test_a_new_case_gets_the_next_number(officer, edition, own):
    form = TEXTS | {"edition": edition.pk, "organisation": own.organisation_id}
    assert officer.post(ADD, form).status_code == 302
    case = Case.objects.get(title="새 사례")
    assert (case.number, case.organisation) == ("8", own.organisation)


def test_they_enter_nothing_for_another_organisation(officer, edition, other):
    form = TEXTS | {"edition": edition.pk, "organisation": other.organisation_id}
    assert "organisation" in officer.post(ADD, form).context["adminform"].form.errors
    assert Case.objects.count() == 2


@pytest.mark.parametrize("scene", [Scene.DRAFT, Scene.JUDGING, Scene.OPEN, Scene.TALLYING, Scene.PUBLISHED])
def test_outside_the_submissions_they_only_look(scene):
    case = make_case(make_edition(scene=scene))
    officer = sign_in(ORGANISATION, organisation=case.organisation)
    assert 'name="_save"' not in officer.get(page_of(case)).content.decode()
    assert officer.post(page_of(case), TEXTS).status_code == 403
    assert officer.get(ADD).status_code == 403


def test_without_an_organisation_they_see_and_enter_nothing(edition, own):
    officer = sign_in(ORGANISATION)
    assert "우리 사례" not in officer.get(LIST).content.decode()
    assert officer.get(ADD).status_code == 403


def test_the_office_enters_into_no_edition_that_citizens_vote_on(edition):
    voting = make_edition("2025", scene=Scene.OPEN)
    organisation = make_organisation()
    client = sign_in(RECEPTION)
    form = TEXTS | {"number": "5", "organisation": organisation.pk}
    assert "edition" in client.post(ADD, form | {"edition": voting.pk}).context["adminform"].form.errors
    assert client.post(ADD, form | {"edition": edition.pk}).status_code == 302


def test_their_own_contacts_are_shown_and_noted(officer, own):
    Case.objects.filter(pk=own.pk).update(contact_name="홍길동")
    assert "홍길동" in officer.get(page_of(own)).content.decode()
    assert PersonalDataAccess.objects.get().subject == "2026 회차 사례 1번의 담당자"
