"""What `make run` shows: a replayed year, an open practice vote, the history, and two staff accounts."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from awards.rehearsal.files import SHIPPED, EditionFiles
from awards.rehearsal.records import load_records
from awards.rehearsal.run import UP_TO_OPEN_VOTE, Rehearsal, rehearse, staff_pair
from cases.models import Edition

REPLAYED = "2021"
PRACTICE = "practice"
VOTING_WINDOW = timedelta(days=14)
CLERK, SECOND = "담당", "확인"
# What the two accounts may do: the clerk enters and closes, the second person enters again, settles and confirms.
CLERK_CHANGES = (
    "edition",
    "organisation",
    "case",
    "rule",
    "round",
    "criterion",
    "awardtier",
    "judge",
    "recusal",
    "caserecusal",
)
SHOWN = (*CLERK_CHANGES, "sheet", "calendarchange", "closing", "overview", "scans")
CLERK_ACTS = ("enter_scores", "close_round", "request_reopen")
CLERK_ACTS += ("close_vote", "compute_result", "request_approval", "publish_result")
SECOND_ACTS = ("enter_scores", "settle_scores", "confirm_reopen", "approve_result")


def load_demonstration() -> None:
    """Bring the demonstration up to date. What is there and still good is left alone."""
    if not Edition.objects.filter(slug=REPLAYED, published_at__isnull=False).exists():
        _run(REPLAYED, REPLAYED)
    if not Edition.objects.filter(kind=Edition.Kind.PRACTICE).open_for_voting(timezone.now()).exists():
        _run(PRACTICE, _free_practice_slug(), UP_TO_OPEN_VOTE)
    load_records()


def _run(folder, slug, *steps):
    clerk, second = staff_pair()
    run = Rehearsal(
        files=EditionFiles(SHIPPED / folder),
        slug=slug,
        clerk=clerk,
        second=second,
        voting_window=VOTING_WINDOW,
    )
    for _done in rehearse(run, *steps):
        pass


def _free_practice_slug():
    """`practice`, then `practice-2`, …: an edition that people took part in is never replaced."""
    taken = set(Edition.objects.filter(slug__startswith=PRACTICE).values_list("slug", flat=True))
    slug, n = PRACTICE, 1
    while slug in taken:
        n += 1
        slug = f"{PRACTICE}-{n}"
    return slug


def staff_logins() -> list[tuple[str, str]]:
    """Create the two staff accounts where missing; return (name, password or what became of it)."""
    entering = [f"{act}_{model}" for model in CLERK_CHANGES for act in ("add", "change")]
    return [_login(CLERK, (*entering, *CLERK_ACTS)), _login(SECOND, SECOND_ACTS)]


def _login(name, codenames):
    # Made from the key that `make run` drew for this copy: stable over restarts and stored nowhere.
    password = salted_hmac("demonstration", name, algorithm="sha256").hexdigest()[:12]
    user, is_new = get_user_model().objects.get_or_create(username=name, defaults={"is_staff": True})
    if is_new:
        user.set_password(password)
        user.save()
        user.user_permissions.set(_permissions(codenames))
    return name, password if user.check_password(password) else _("(바꾼 비밀번호를 쓰세요)")


def _permissions(codenames):
    wanted = {*codenames, *(f"view_{model}" for model in SHOWN)}
    return Permission.objects.filter(codename__in=wanted, content_type__app_label__in=("cases", "awards"))
