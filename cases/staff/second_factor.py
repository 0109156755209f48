"""The second factor: an authenticator app, and ten recovery codes that are shown once."""

from dataclasses import dataclass

import segno
from django.db import transaction
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django_otp import verify_token
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from cases.services import RuleBroken
from cases.staff.delays import note_failure, note_success, waits_until
from cases.staff.history import record_note
from cases.staff.sign_in import told_wait

CODE = "code"
NOTE = "second_factor"
RECOVERY_CODES = 10
APP_DIGITS = 6


class WrongCode(RuleBroken):
    """The code is not the one of this moment, was used before, or too many were tried."""


@dataclass(frozen=True)
class Enrolment:
    """What an authenticator app needs, as a picture and as letters."""

    device: TOTPDevice
    picture: SafeString
    letters: str


def is_enrolled(account) -> bool:
    return TOTPDevice.objects.filter(user=account, confirmed=True).exists()


def begin_enrolment(account) -> Enrolment:
    """Return the secret that is waiting for its first code; one that was confirmed is never shown again."""
    device, _is_new = TOTPDevice.objects.get_or_create(
        user=account, confirmed=False, defaults={"name": "app"}
    )
    address = device.config_url
    picture = segno.make(address, micro=False).svg_inline(scale=5, border=2, omitsize=False, svgclass=None)
    letters = address.split("secret=")[1].split("&")[0]
    spaced = " ".join(letters[n : n + 4] for n in range(0, len(letters), 4))
    # Drawn by the library from the address alone: shapes and numbers, no text of anybody.
    return Enrolment(device, mark_safe(picture), spaced)  # noqa: S308


def confirm_enrolment(account, code: str) -> tuple[TOTPDevice, list[str]]:
    """Confirm the waiting secret by its first code; return it with the recovery codes. Raises `WrongCode`."""
    enrolment = TOTPDevice.objects.filter(user=account, confirmed=False).first()
    device = _checked(account, [enrolment] if enrolment else [], code)
    with transaction.atomic():
        device.confirmed = True
        device.save(update_fields=["confirmed"])
        codes = _new_recovery_codes(account)
        record_note(account, NOTE, "", _("등록"), by=account)
    return device, codes


def _new_recovery_codes(account):
    StaticDevice.objects.filter(user=account).delete()
    device = StaticDevice.objects.create(user=account, name="recovery")
    codes = [StaticToken.random_token() for _n in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def check_code(account, code: str):
    """Return the device that takes `code`: the app's six digits, or a recovery code. Raises `WrongCode`."""
    kind = TOTPDevice if len(_bare(code)) == APP_DIGITS and _bare(code).isdigit() else StaticDevice
    device = _checked(account, kind.objects.filter(user=account, confirmed=True), code)
    if isinstance(device, StaticDevice):
        left = device.token_set.count()
        record_note(account, NOTE, "", _("복구 코드 사용, %(n)s개 남음") % {"n": left}, by=account)
    return device


def _checked(account, devices, code):
    name = account.get_username()
    if until := waits_until(CODE, name):
        raise WrongCode(told_wait(until))
    for device in devices:
        if verify_token(account, device.persistent_id, _bare(code)):
            note_success(CODE, name)
            device.refresh_from_db()
            return device
    note_failure(CODE, name)
    if until := waits_until(CODE, name):
        raise WrongCode(told_wait(until))
    raise WrongCode(_("코드가 맞지 않습니다. 앱에 지금 보이는 여섯 자리를 적어 주세요."))


def _bare(code):
    return "".join(code.split()).replace("-", "").lower()


def reset_second_factor(*, account, by, reason: str) -> None:
    """Take the second factor away; every session that it opened is no longer enough."""
    with transaction.atomic():
        TOTPDevice.objects.filter(user=account).delete()
        StaticDevice.objects.filter(user=account).delete()
        note_success(CODE, account.get_username())
        record_note(account, NOTE, _("등록"), _("초기화"), by=by, reason=reason)
