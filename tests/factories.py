"""Plain makers of editions, organisations and cases. Windows are placed around the present to reach a scene."""

from datetime import timedelta

from django.utils import timezone

from cases.models import Case, Edition, Organisation
from cases.stages import Scene

DAY = timedelta(days=1)
WINDOWS = ("submissions", "judging", "voting")
# Days from now at which the ten-day windows begin; they follow one another without a gap.
FIRST_DAY = {
    Scene.DRAFT: 5,
    Scene.RECEIVING: -5,
    Scene.JUDGING: -15,
    Scene.SCHEDULED: -25,
    Scene.OPEN: -25,
    Scene.CLOSED: -40,
    Scene.TALLYING: -40,
    Scene.PUBLISHED: -40,
    # In the middle of the vote, whose window is still open.
    Scene.VOID: -25,
}
VOID_REASON = "투표 서버의 기록이 손상되었습니다."
WINDOW_DAYS = 10
WAIT_DAYS = 10


def windows_for(scene, now):
    """Return the calendar fields that put an edition into `scene` at the moment `now`."""
    fields = {}
    begin = now + FIRST_DAY[scene] * DAY
    for name in WINDOWS:
        if name == "voting" and scene is Scene.SCHEDULED:
            begin += WAIT_DAYS * DAY
        fields[f"{name}_open_at"] = begin
        begin += WINDOW_DAYS * DAY
        fields[f"{name}_close_at"] = begin
    fields["results_planned_at"] = begin + WAIT_DAYS * DAY
    if scene in (Scene.TALLYING, Scene.PUBLISHED):
        fields["sealed_at"] = fields["voting_close_at"]
    if scene is Scene.PUBLISHED:
        fields["published_at"] = now - DAY
    if scene is Scene.VOID:
        fields |= {"voided_at": now - DAY, "void_reason": VOID_REASON}
    return fields


def make_edition(slug="2026", *, scene=Scene.OPEN, kind=Edition.Kind.CONTEST, **fields):
    now = timezone.now()
    calendar = {"published_at": now - DAY} if kind == Edition.Kind.RECORD else windows_for(scene, now)
    defaults = {"kind": kind, "year": now.year, "title": f"{slug} 우수사례"}
    return Edition.objects.create(slug=slug, **(defaults | calendar | fields))


def make_organisation(name="성동구", *, kind=Organisation.Kind.DISTRICT, **fields):
    return Organisation.objects.get_or_create(name=name, defaults={"kind": kind} | fields)[0]


def make_case(edition, number="1", *, organisation=None, **fields):
    defaults = {"title": f"사례 {number}의 이름", "summary": f"사례 {number}의 한 문장 요약입니다."}
    return Case.objects.create(
        edition=edition,
        number=number,
        organisation=organisation or make_organisation(),
        **(defaults | fields),
    )
