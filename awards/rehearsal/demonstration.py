"""What `make run` shows: a replayed year, an open practice vote, the history, and two staff accounts."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from awards.outcome.opendata.storing import freeze_missing
from awards.rehearsal.files import SHIPPED, EditionFiles
from awards.rehearsal.records import load_records
from awards.rehearsal.run import UP_TO_OPEN_VOTE, Rehearsal, rehearse, staff_pair
from cases.models import Edition
from cases.staff import roles

REPLAYED = "2021"
PRACTICE = "practice"
VOTING_WINDOW = timedelta(days=14)
CLERK, SECOND = "담당", "확인"
# The clerk of the demonstration does what an office shares out among four people; the second person only approves.
ROLES_OF = {
    CLERK: (roles.LEAD, roles.RECEPTION, roles.JUDGING, roles.VOTE),
    SECOND: (roles.SECOND,),
}


def load_demonstration() -> None:
    """Bring the demonstration up to date. What is there and still good is left alone."""
    if not Edition.objects.filter(slug=REPLAYED, published_at__isnull=False).exists():
        _run(REPLAYED, REPLAYED)
    freeze_missing(Edition.objects.get(slug=REPLAYED))
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
    return [_login(name, ROLES_OF[name]) for name in (CLERK, SECOND)]


def _login(name, role_names):
    # Made from the key that `make run` drew for this copy: stable over restarts and stored nowhere.
    password = salted_hmac("demonstration", name, algorithm="sha256").hexdigest()[:12]
    user, is_new = get_user_model().objects.get_or_create(username=name, defaults={"is_staff": True})
    if is_new:
        user.set_password(password)
        user.save()
    if not user.groups.exists():
        # An account of an older copy held single permissions.
        user.user_permissions.set([])
        user.groups.set(Group.objects.filter(name__in=role_names))
    return name, password if user.check_password(password) else _("(바꾼 비밀번호를 쓰세요)")
