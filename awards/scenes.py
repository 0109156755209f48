"""What the home page says and offers in each scene of an edition.

Words stand in braces where a value goes: cases, finalists, awards, year, choose (what a voter may choose),
jury (who chose), open (start of the vote).
"""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.stages import Scene


@dataclass(frozen=True)
class Link:
    """A button: a view (of the edition, unless told otherwise) or a place of the home page that must exist.

    With `needs_poll` it is left out of an edition in which citizens do not vote.
    """

    label: str | Promise
    view: str = "awards:home"
    is_of_edition: bool = True
    place: str = ""
    needs_poll: bool = False

    def href(self, edition):
        if self.place:
            return f"#{self.place}"
        return reverse(self.view, args=[edition.slug] if self.is_of_edition else [])


@dataclass(frozen=True)
class SceneText:
    badge: str | Promise
    title: str | Promise
    lead: str | Promise
    steps: str | Promise
    links: tuple[Link, ...]
    # Said instead of `lead` while what it counts (a key of the page's values) is still nothing.
    plain_lead: str | Promise = ""
    counted: str = ""
    # A sentence with {t}, and the moment of the edition that it tells.
    due: str | Promise = "{t}"
    due_field: str = ""
    # A window of the calendar, and what to call it.
    window: str = ""
    period: str | Promise = ""
    tells_method: bool = False


SEE_CASES = Link(_("사례 보기"), "cases:case_list")
SEE_CASES_FIRST = Link(_("사례 먼저 보기"), "cases:case_list")
GO_VOTE = Link(_("투표하러 가기"), "voting:start", needs_poll=True)
SEE_ALL = Link(_("모든 사례 보기"), "cases:case_list")
SEE_FINALISTS = Link(_("최종 후보 보기"), place="finalists")
SEE_RESULTS = Link(_("결과 보기"), "awards:results")
SEE_METHOD = Link(_("점수 계산 방법"), place="how")
SEE_PAST = Link(_("지난 수상 사례 보기"), "awards:editions", is_of_edition=False)

COUNTING_STEPS = _("지금은 집계·확인 단계입니다")
RESULTS_DUE = _("결과는 {t}에 발표합니다.")
VOTING_PERIOD = _("투표 기간")

SCENES = {
    Scene.DRAFT: SceneText(
        badge=_("준비 중"),
        title=_("새 대회를 준비하고 있습니다"),
        lead=_("일정이 정해지면 이곳에 알려 드립니다."),
        steps=_("지금은 준비 단계입니다"),
        links=(SEE_PAST,),
        due=_("사례 접수는 {t}에 시작합니다."),
        due_field="submissions_open_at",
    ),
    Scene.RECEIVING: SceneText(
        badge=_("접수 중"),
        title=_("사례를 모으고 있습니다"),
        lead=_("기관에서 사례를 제출합니다. 심사가 시작되면 모든 사례를 이곳에 공개합니다."),
        steps=_("지금은 사례 접수 단계입니다"),
        links=(SEE_PAST,),
        due=_("{t}까지"),
        due_field="submissions_close_at",
        window="submissions",
        period=_("접수 기간"),
    ),
    Scene.JUDGING: SceneText(
        badge=_("심사 중"),
        title=_("전문가가 심사하고 있습니다"),
        lead=_("제출된 사례 {cases}건을 전문가가 심사합니다."),
        plain_lead=_("제출된 사례를 전문가가 심사합니다."),
        counted="cases",
        steps=_("지금은 전문가 심사 단계입니다"),
        links=(SEE_CASES, SEE_PAST),
        due=_("시민투표는 {t}에 시작합니다."),
        due_field="voting_open_at",
        window="judging",
        period=_("심사 기간"),
    ),
    Scene.SCHEDULED: SceneText(
        badge=_("투표 전"),
        title=_("시민투표는 {open}에 시작합니다"),
        lead=_("최종 후보 {finalists}건을 미리 볼 수 있습니다."),
        plain_lead=_("최종 후보가 정해지면 이곳에 공개합니다."),
        counted="finalists",
        steps=_("지금은 시민투표를 준비하는 단계입니다"),
        links=(SEE_FINALISTS, SEE_ALL),
        window="voting",
        period=VOTING_PERIOD,
        tells_method=True,
    ),
    Scene.OPEN: SceneText(
        badge=_("시민투표 진행 중"),
        title=_("시민의 선택이 <em>더 나은 민원서비스</em>를 만듭니다"),
        lead=_("{cases}건 가운데 최종 후보 {finalists}건이 뽑혔습니다. {choose}"),
        plain_lead=_("시민투표가 열려 있습니다."),
        counted="finalists",
        steps=_("지금은 시민투표 단계입니다"),
        links=(GO_VOTE, SEE_CASES_FIRST),
        due=_("{t}까지"),
        due_field="voting_close_at",
        window="voting",
        period=VOTING_PERIOD,
        tells_method=True,
    ),
    Scene.CLOSED: SceneText(
        badge=_("투표 마감"),
        title=_("시민투표가 끝났습니다"),
        lead=_("참여해 주셔서 고맙습니다. 이제 표와 점수를 확인합니다."),
        steps=COUNTING_STEPS,
        links=(SEE_CASES, SEE_METHOD),
        due=RESULTS_DUE,
        due_field="results_planned_at",
        window="voting",
        period=VOTING_PERIOD,
    ),
    Scene.TALLYING: SceneText(
        badge=_("집계 중"),
        title=_("점수를 확인하고 있습니다"),
        lead=_("전문가 심사와 시민투표를 합산하고, 두 사람이 확인합니다."),
        plain_lead=_("심사 점수를 합산하고, 두 사람이 확인합니다."),
        counted="choose",
        steps=COUNTING_STEPS,
        links=(SEE_METHOD, SEE_CASES),
        due=RESULTS_DUE,
        due_field="results_planned_at",
        window="voting",
        period=VOTING_PERIOD,
    ),
    Scene.PUBLISHED: SceneText(
        badge=_("발표"),
        title=_("{year} 우수사례 TOP {awards}"),
        lead=_("{jury} 뽑았습니다."),
        plain_lead=_("수상 사례와 모든 점수를 공개합니다."),
        counted="jury",
        steps=_("결과를 발표했습니다"),
        links=(SEE_RESULTS, SEE_CASES),
        due=_("발표: {t}"),
        due_field="published_at",
    ),
    Scene.VOID: SceneText(
        badge=_("무효"),
        title=_("이번 시민투표는 무효입니다"),
        lead=_("투표 결과를 발표하지 않습니다. 이미 하신 투표도 무효입니다."),
        steps=_("시민투표가 무효로 끝났습니다"),
        links=(SEE_CASES, SEE_PAST),
    ),
}

# A year of which only notices are left: no calendar, no cases.
RECORD_TEXT = SceneText(
    badge=_("지난 회차"),
    title=_("{year} 수상 결과"),
    lead=_("발표된 수상 결과를 볼 수 있습니다."),
    steps="",
    links=(SEE_RESULTS, SEE_PAST),
)
