"""After the close: is my ballot in the box? And the list under the seal, for everybody."""

from datetime import timedelta

from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from cases.staff.access import client_address
from cases.stages import Scene
from voting.commitments import commitments_of_code
from voting.models import Poll, Seal
from voting.pages import INVALID, OVER, poll_page, shut_page
from voting.sealing import is_in_the_sealed_box, sealed_text

TOO_MANY = 429
# Guessing is hopeless at 59 bits; this only keeps one address from keeping the portal busy.
CHECKS, SPAN = 60, timedelta(minutes=10)


class ReceiptForm(forms.Form):
    """`code` is a well-formed code, as it was typed."""

    code = forms.CharField(
        label=gettext_lazy("투표 확인번호"),
        help_text=gettext_lazy("12자리입니다. 대문자와 소문자, ‘-’는 구분하지 않습니다."),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "class": "inp ref",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        error_messages={
            "required": gettext_lazy("투표 확인번호를 입력해 주세요. 예: 7KQ4-M2XR-9DTP"),
            "max_length": gettext_lazy("투표 확인번호는 12자리입니다. 예: 7KQ4-M2XR-9DTP"),
        },
    )

    def clean_code(self):
        code = self.cleaned_data["code"]
        if commitments_of_code(code) is None:
            raise ValidationError(
                _(
                    "투표 확인번호는 12자리이고, 영문자 O, I, L과 숫자 0, 1은 쓰지 않습니다. "
                    "번호를 다시 확인해 주세요."
                )
            )
        return code


@sensitive_post_parameters()
@poll_page
def receipt(request, poll):
    """Tells that a ballot is in the sealed box, and nothing else of it. The code travels in the form alone.

    Before the seal no code is taken.
    """
    scene = poll.edition.scene_at(timezone.now())
    if scene is Scene.VOID:
        return shut_page(request, poll)
    seal = Seal.objects.filter(poll=poll).first()
    if seal is None:
        context = {"poll": poll, "edition": poll.edition, "is_over": scene in OVER}
        return render(request, "voting/receipt_early.html", context)
    if request.method != "POST":
        return _receipt_page(request, poll, seal, ReceiptForm())
    form = ReceiptForm(request.POST)
    if _is_too_often(request):
        form.add_error("code", _("짧은 시간에 너무 여러 번 확인했습니다. 10분 뒤에 다시 확인해 주세요."))
        return _receipt_page(request, poll, seal, form, TOO_MANY)
    if not form.is_valid():
        return _receipt_page(request, poll, seal, form, INVALID)
    if not is_in_the_sealed_box(poll, form.cleaned_data["code"]):
        form.add_error("code", _("투표 확인번호를 찾지 못했습니다. 번호를 다시 확인해 주세요."))
        return _receipt_page(request, poll, seal, form, INVALID)
    return _receipt_page(request, poll, seal, form, is_found=True)


def _receipt_page(request, poll, seal, form, status=200, *, is_found=False):
    context = {"poll": poll, "edition": poll.edition, "seal": seal, "form": form, "is_found": is_found}
    return render(request, "voting/receipt.html", context, status=status)


def _is_too_often(request):
    address = client_address(request) or ""
    key = "receipt:" + salted_hmac("voting.receipts", address, algorithm="sha256").hexdigest()
    cache.add(key, 0, SPAN.total_seconds())
    try:
        return cache.incr(key) > CHECKS
    except ValueError:
        return False


@require_safe
def sealed_box(request, slug):
    """The sealed text itself, whose SHA-256 is the seal; of a void poll nothing is told."""
    poll = get_object_or_404(Poll.objects.select_related("edition"), edition__slug=slug)
    seal = Seal.objects.filter(poll=poll).first()
    if seal is None or poll.edition.is_void(timezone.now()):
        raise Http404
    headers = {
        "Content-Disposition": f'attachment; filename="sealed-box-{slug}.txt"',
        "ETag": f'"{seal.sha256}"',
    }
    return StreamingHttpResponse(
        sealed_text(poll, seal), content_type="text/plain; charset=utf-8", headers=headers
    )
