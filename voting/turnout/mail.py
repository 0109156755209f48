"""The mails to 감사: how many took part, the digest that fixes who, the seal, and how to check them later."""

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from voting.models import Failure, Seal, TurnoutDigest

EARLIER_TOLD = 30


def send_digest(digest: TurnoutDigest) -> None:
    """Send `digest` to 감사, in Korean. Raises what the mail server's connection raises."""
    with override(settings.LANGUAGE_CODE):
        told = {"edition": _title(digest.poll), "until": _moment(digest.until), "n": f"{digest.count:,}"}
        _send(_("[참여 요약값] %(edition)s · %(until)s 전까지 %(n)s건") % told, _body(digest))


def send_seal(seal: Seal) -> None:
    """Send `seal` to 감사 as soon as there is one; nothing where no mail is set up. `mail_turnout` tells it again.

    Raises what the mail server's connection raises.
    """
    if not (settings.AUDIT_EMAIL and settings.EMAIL_URL):
        return
    with override(settings.LANGUAGE_CODE):
        told = {"edition": _title(seal.poll), "n": f"{seal.ballots:,}"}
        _send(_("[봉인값] %(edition)s · 투표지 %(n)s장") % told, _body_of_the_seal(seal))


def _send(subject, body):
    # A title is one line in a form, but nothing keeps a line break out of a header for us.
    subject = " ".join(subject.split())
    EmailMessage(subject=subject, body=body, to=[settings.AUDIT_EMAIL]).send()


def _title(poll):
    edition = poll.edition
    return f"[{edition.get_kind_display()}] {edition.title}" if edition.is_sample else edition.title


def _moment(moment):
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def _body_of_the_seal(seal):
    slug = seal.poll.edition.slug
    return _joined(
        [
            [_title(seal.poll), *seal_lines(seal)],
            [
                _("확인하는 법"),
                _("1. 이 메일을 지우지 말고 보관하세요. 누리집 밖에 남는 봉인 기록입니다."),
                _("2. 결과 화면에 공개된 봉인값이 위와 글자 하나까지 같은지 보세요."),
                _(
                    "3. 봉인 목록(sealed-box-%(slug)s.txt)을 내려받아 SHA-256을 계산하세요. "
                    "위의 봉인값과 같아야 합니다."
                )
                % {"slug": slug},
                _(
                    "4. 전산 담당자와 함께 manage.py verify_box %(slug)s 명령을 실행하세요. "
                    "모든 것을 다시 계산해 처음으로 다른 것을 알려 줍니다."
                )
                % {"slug": slug},
            ],
        ]
    )


def seal_lines(seal: Seal) -> Iterator[str]:
    """Yield what is told of a seal: since when, how many ballots, both digests."""
    yield _("봉인한 때: %(t)s (한국 시간)") % {"t": _moment(seal.sealed_at)}
    yield _("투표지: %(n)s장") % {"n": f"{seal.ballots:,}"}
    yield _("봉인값(SHA-256): %(sha256)s") % {"sha256": seal.sha256}
    yield _("참여 명부의 요약값(SHA-256): %(sha256)s") % {"sha256": seal.participations_sha256}


def _joined(parts):
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def _body(digest):
    slug = digest.poll.edition.slug
    parts = [
        [
            _title(digest.poll),
            _("이 시각 전까지: %(until)s (한국 시간)") % {"until": _moment(digest.until)},
            _("참여: %(n)s건") % {"n": f"{digest.count:,}"},
            _("요약값(SHA-256): %(sha256)s") % {"sha256": digest.sha256},
        ],
        [line for seal in Seal.objects.filter(poll=digest.poll) for line in seal_lines(seal)],
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
    return _joined(parts)


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
