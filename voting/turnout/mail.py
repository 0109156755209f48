"""The mail to 감사: how many took part, the digest that fixes who, and how to check both later."""

from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from voting.models import Failure, TurnoutDigest

EARLIER_TOLD = 30


def send_digest(digest: TurnoutDigest) -> None:
    """Send `digest` to 감사, in Korean. Raises what the mail server's connection raises."""
    with override(settings.LANGUAGE_CODE):
        mail = EmailMessage(subject=_subject(digest), body=_body(digest), to=[settings.AUDIT_EMAIL])
    mail.send()


def _subject(digest):
    told = {"edition": _title(digest), "until": _moment(digest.until), "n": f"{digest.count:,}"}
    # A title is one line in a form, but nothing keeps a line break out of a header for us.
    return " ".join((_("[참여 요약값] %(edition)s · %(until)s 전까지 %(n)s건") % told).split())


def _title(digest):
    edition = digest.poll.edition
    return f"[{edition.get_kind_display()}] {edition.title}" if edition.is_sample else edition.title


def _moment(moment):
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def _body(digest):
    slug = digest.poll.edition.slug
    parts = [
        [
            _title(digest),
            _("이 시각 전까지: %(until)s (한국 시간)") % {"until": _moment(digest.until)},
            _("참여: %(n)s건") % {"n": f"{digest.count:,}"},
            _("요약값(SHA-256): %(sha256)s") % {"sha256": digest.sha256},
        ],
        list(_failures(digest)),
        [_("앞서 만든 값"), *_earlier(digest)],
        [
            _("확인하는 법"),
            _("1. 이 메일을 지우지 말고 모아 두세요. 누리집 밖에 남는 기록은 이 메일뿐입니다."),
            _("2. 먼저 받은 메일의 건수와 요약값이 위의 ‘앞서 만든 값’과 같은지 보세요."),
            _(
                "3. 투표가 끝나면 전산 담당자와 함께 manage.py verify_box %(slug)s 명령을 실행하세요. "
                "참여 기록으로 모든 요약값을 다시 계산해 처음으로 다른 것을 알려 줍니다."
            )
            % {"slug": slug},
            _("4. 다른 값이 있으면 그 시각 전의 참여가 나중에 더해졌거나 빠졌거나 바뀐 것입니다."),
        ],
        [
            _(
                "요약값은 그 시각 전 참여의 투표자 키를 오름차순으로 한 줄에 하나씩 적은 글의 SHA-256입니다. "
                "키는 소문자 16진수 32자리이고 줄마다 줄바꿈(LF)이 붙습니다. 키는 이 메일에 없습니다."
            )
        ],
    ]
    return "\n\n".join("\n".join(lines) for lines in parts) + "\n"


def _failures(digest) -> Iterable[str]:
    """Failures since the vote opened, by kind in the order of the page."""
    rows = digest.poll.failures.order_by().values_list("kind").annotate(n=Sum("count"))
    counts = dict(rows)
    yield _("지금까지 실패: 모두 %(n)s건") % {"n": f"{sum(counts.values()):,}"}
    for kind in Failure.Kind:
        if kind in counts:
            yield _("- %(kind)s: %(n)s건") % {"kind": kind.label, "n": f"{counts[kind]:,}"}


def _earlier(digest) -> Iterable[str]:
    earlier = list(digest.poll.digests.filter(until__lt=digest.until).order_by("-until")[:EARLIER_TOLD])
    if not earlier:
        yield _("없음. 이 투표의 첫 메일입니다.")
    for one in earlier:
        told = {"until": _moment(one.until), "n": f"{one.count:,}", "sha256": one.sha256}
        yield _("%(until)s 전까지 · %(n)s건 · %(sha256)s") % told
