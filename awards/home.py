"""The home page: where the contest stands now, and the one thing to do next."""

import re
from dataclasses import dataclass, field

from django.db.models import Count, F, Q, Sum
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import conditional_page, require_safe

from awards.outcome.publication import published_result
from awards.scenes import RECORD_TEXT, SCENES
from awards.stepping import steps_of
from cases.catalogue import public_cases, samples_of
from cases.editions import current_edition
from cases.stages import Scene
from cases.templatetags.portal import moment, moment_short, thousands, won
from voting.models import Poll

NEWEST_SHOWN = 6
WINNERS_SHOWN = 3


@require_safe
@conditional_page
def home(request):
    edition = current_edition(request)
    if edition is None:
        return render(request, "awards/home_empty.html")
    return render(request, "awards/home.html", home_context(edition, timezone.now()))


def home_context(edition, at):
    """Everything the home page shows of `edition` at the moment `at`; at most ten queries."""
    scene = edition.scene_at(at)
    is_void = scene is Scene.VOID
    # Of a void poll the page tells that, since when and why, and nothing else.
    cases = edition.cases.none() if is_void else public_cases(edition, at)
    samples = samples_of(cases)
    finalists = list(cases.on_the_ballot().in_natural_order().select_related("organisation"))
    result = published_result(edition, at)
    tiers = edition.award_tiers.aggregate(awards=Sum("places"), prizes=Sum(F("places") * F("prize_krw")))
    cards = _cards(scene, cases, finalists, at)
    groups = [] if is_void else getattr(getattr(edition, "rule", None), "groups", [])
    values = {
        "year": edition.year,
        "cases": samples.total,
        "finalists": len(finalists),
        "awards": tiers["awards"] or len(finalists),
        "choose": _choose(getattr(edition, "poll", None)),
        "jury": _jury(result),
        "open": moment_short(edition.voting_open_at),
    }
    places = {cards.kind: bool(cards.cases), "how": bool(groups)}
    return {
        "edition": edition,
        "scene": scene,
        "is_published": scene is Scene.PUBLISHED,
        "samples": samples,
        "hero": _hero(edition, scene, values, places, at),
        "steps": steps_of(edition, scene, cases=samples.total, finalists=len(finalists)),
        "facts": [] if is_void else _facts(edition, values, tiers["prizes"], result),
        "cards": cards,
        "groups": groups,
        "hides_counts": scene in (Scene.SCHEDULED, Scene.OPEN),
    }


@dataclass(frozen=True)
class Hero:
    badge: str
    title: str
    lead: str
    due: str
    steps_title: str
    links: list[dict[str, str]]
    period: str = ""
    window: tuple = ()
    tells_method: bool = False


def _hero(edition, scene, values, places, at):
    """Fill the words of the scene; what is unknown, past or not on the page is left out."""
    is_bare = edition.kind == edition.Kind.RECORD or (scene is Scene.PUBLISHED and not values["awards"])
    text = RECORD_TEXT if is_bare else SCENES[scene]
    lead = text.lead if not text.counted or values[text.counted] else text.plain_lead
    due_at = getattr(edition, text.due_field) if text.due_field else None
    tells_due = due_at and (scene is Scene.PUBLISHED or due_at > at)
    window = getattr(edition.calendar, text.window) if text.window else None
    has_poll = hasattr(edition, "poll")
    return Hero(
        badge=text.badge,
        title=format_html(str(text.title), **values),
        lead=format_html(str(lead), **values),
        due=format_html(str(text.due), t=moment(due_at)) if tells_due else "",
        steps_title=text.steps,
        links=[
            {"label": link.label, "url": link.href(edition)}
            for link in text.links
            if (not link.place or places.get(link.place)) and (not link.needs_poll or has_poll)
        ],
        period=text.period if window and window.open_at else "",
        window=(window.open_at, window.close_at) if window else (),
        tells_method=text.tells_method and has_poll,
    )


def _choose(poll):
    if poll is None:
        return ""
    if poll.choices == Poll.Choices.UP_TO:
        return _("마음에 드는 사례를 {n}건까지 골라 주세요.").format(n=poll.k)
    return _("마음에 드는 사례 {n}건을 골라 주세요.").format(n=poll.k)


def _jury(result):
    """Who chose, as far as the result tells: experts and citizens, or nothing."""
    summary = result.summary if result else {}
    if not summary.get("judges") or not summary.get("voters"):
        return ""
    words = _("전문가 {judges}명의 심사와 시민 {voters}명의 투표로")
    return words.format(judges=summary["judges"], voters=thousands(summary["voters"]))


@dataclass(frozen=True)
class Cards:
    """The cases on the home page: winners, else finalists in one of their rotations, else the newest."""

    kind: str
    cases: list = field(default_factory=list)

    @property
    def is_finalists(self):
        return self.kind == "finalists"


def _cards(scene, cases, finalists, at):
    if scene is Scene.PUBLISHED:
        winners = cases.filter(~Q(award_name=""), award_rank__isnull=False).select_related("organisation")
        return Cards("winners", list(winners.order_by("award_rank", "number_key")[:WINNERS_SHOWN]))
    if finalists:
        # By the clock: each stands first for as many minutes as the others, and all see the same page.
        first = int(at.timestamp() // 60) % len(finalists)
        return Cards("finalists", finalists[first:] + finalists[:first])
    return Cards("newest", list(cases.order_by("-pk").select_related("organisation")[:NEWEST_SHOWN]))


def _facts(edition, values, prizes, result):
    """Up to four known numbers: (name, number, unit). Who voted is told only after publication."""
    voters = result.summary.get("voters") if result else None
    judges = None if voters else edition.judges.aggregate(n=Count("pk"))["n"]
    known_cases = edition.fact("submitted_cases") if edition.kind == edition.Kind.RECORD else None
    number, unit = re.fullmatch(r"([0-9,]+)(.*)", won(prizes or 0)).groups()
    facts = [
        (_("제출된 사례"), values["cases"] or known_cases, _("건")),
        (pgettext("count", "최종 후보"), values["finalists"], _("건")),
        (_("총 상금"), prizes and number, unit),
        (_("투표한 시민"), voters and thousands(voters), _("명")),
        (_("심사위원"), judges, _("명")),
    ]
    return [fact for fact in facts if fact[1]][:4]
