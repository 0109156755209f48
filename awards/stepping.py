"""The steps of an edition as the home page lists them: done, now or to come."""

from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.translation import gettext as _

from awards.rule.models import Round
from cases.stages import Scene
from cases.templatetags.portal import day, moment_short

ORDER = list(Scene)


@dataclass(frozen=True)
class Step:
    name: str
    detail: str
    state: str


def steps_of(edition, scene, *, cases, finalists):
    """Return the steps of `edition`; none for a year of record, which has no calendar. One query."""
    if edition.kind == edition.Kind.RECORD:
        return []
    steps = [Step(_("사례 접수"), _cases_told(cases), _state(scene, Scene.RECEIVING, Scene.RECEIVING))]
    steps += _rounds(list(edition.rounds.all()), scene, finalists)
    if edition.voting_open_at:
        steps.append(Step(_("시민투표"), _vote_told(edition, scene), _state(scene, Scene.OPEN, Scene.OPEN)))
    if scene is Scene.VOID:
        # Nothing follows a void vote.
        return [*steps[:-1], Step(_("시민투표"), _("무효"), "now")]
    steps.append(Step(_("집계·확인"), _("두 사람이 확인"), _state(scene, Scene.CLOSED, Scene.TALLYING)))
    published = "done" if scene is Scene.PUBLISHED else ""
    return [*steps, Step(_("결과 발표"), day(edition.published_at or edition.results_planned_at), published)]


def _state(scene, first, last):
    here = ORDER.index(scene)
    if here < ORDER.index(first):
        return ""
    return "now" if here <= ORDER.index(last) else "done"


def _cases_told(cases):
    return _("{n}건 접수").format(n=cases) if cases else ""


def _vote_told(edition, scene):
    if scene is Scene.OPEN:
        return format_html(_("{t}까지"), t=moment_short(edition.voting_close_at))
    return day(edition.voting_open_at)


def _rounds(rounds, scene, finalists):
    """One step a round; while the judging lasts, the first round that is not closed is the current one."""
    whole = _state(scene, Scene.JUDGING, Scene.JUDGING)
    told = _("최종 후보 {n}건").format(n=finalists) if finalists else ""
    if not rounds:
        return [Step(_("전문가 심사"), told, whole)]
    current = next((each for each in rounds if each.closed_at is None), None)
    steps = []
    for place, each in enumerate(rounds, start=1):
        state = whole
        if whole == "now":
            state = "now" if each is current else "done" if each.closed_at else ""
        detail = told if told and place == len(rounds) else each.get_method_display()
        steps.append(Step(_round_name(each, place, rounds), detail, state))
    return steps


def _round_name(each, place, rounds):
    """Experts' rounds are numbered; a panel that scores goes by its own name."""
    if each.method == Round.Method.PANEL:
        return each.name
    return _("전문가 {n}차 심사").format(n=place) if len(rounds) > 1 else _("전문가 심사")
