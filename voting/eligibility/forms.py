"""What is asked of whoever imports a list, and of whoever sets who may vote and how that is proved."""

from django import forms
from django.conf import settings
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.services import database_now
from cases.sheets.reader import MAX_BYTES
from voting.eligibility.sheets import MAX_ROWS
from voting.identity.methods import EMAIL, SIGN_ON, SMS, MethodCannot, require_one_identity
from voting.models import Poll, VoterList

# What comes with a file: boundaries, the other fields.
MARGIN = 64 * 1024


class InMemory(MemoryFileUploadHandler):
    """Keeps the sheet in memory whatever its size; a larger one than is read is not kept at all."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        self.activated = content_length <= MAX_BYTES + MARGIN

    def receive_data_chunk(self, raw_data, start):
        # None: nobody keeps the bytes of a file that is too large.
        return super().receive_data_chunk(raw_data, start) if self.activated else None


def open_polls():
    """Polls that have not opened by the database's clock, the newest first."""
    starts = Q(edition__voting_open_at=None) | Q(edition__voting_open_at__gt=database_now())
    return Poll.objects.filter(starts).exclude(wrapped_secret=b"").select_related("edition").order_by("-pk")


class ListForm(forms.Form):
    """Which poll and kind, the public words, and the sheet; the reader says everything about the file itself."""

    poll = forms.ModelChoiceField(
        queryset=None,
        label=gettext_lazy("투표"),
        empty_label=gettext_lazy("골라 주세요"),
        error_messages={
            "required": gettext_lazy("어느 투표의 명부인지 골라 주세요."),
            "invalid_choice": gettext_lazy("아직 시작하지 않은 투표를 골라 주세요."),
        },
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("종류"),
        choices=[
            (VoterList.Kind.ELIGIBLE.value, gettext_lazy("명부(여기에 있는 사람만 투표합니다)")),
            (VoterList.Kind.EXCLUDED.value, gettext_lazy("제외 명부(여기에 있는 사람은 투표하지 않습니다)")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("명부의 종류를 골라 주세요.")},
    )
    legal_basis = forms.CharField(
        label=gettext_lazy("법적 근거"),
        max_length=300,
        help_text=VoterList._meta.get_field("legal_basis").help_text,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        error_messages={"required": gettext_lazy("명부를 쓰는 법적 근거를 적어 주세요.")},
    )
    note = forms.CharField(
        label=gettext_lazy("안내 문구"),
        max_length=300,
        help_text=VoterList._meta.get_field("note").help_text,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        error_messages={"required": gettext_lazy("참여할 수 없는 분에게 보여 줄 이유를 적어 주세요.")},
    )
    file = forms.FileField(
        label=gettext_lazy("파일(xlsx, csv)"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": gettext_lazy(
                "파일을 골라 주세요. 10MB보다 큰 파일은 필요한 열만 남겨 저장해 주세요."
            ),
            "invalid": gettext_lazy("파일을 골라 주세요."),
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["poll"].queryset = open_polls()
        self.fields["file"].help_text = _(
            "10MB, %(rows)s줄까지 읽습니다. 첫 번째 시트만 읽고, 파일은 저장하지 않습니다."
        ) % {"rows": f"{MAX_ROWS:,}"}


class PollForm(forms.ModelForm):
    """Who may vote and how that is proved: what a method cannot is said beside it."""

    # As the model names them, with the method of each.
    METHODS = {"by_sms": SMS, "by_email": EMAIL, "by_sign_on": SIGN_ON}
    KEYED = ("eligibility", "identity")

    class Meta:
        model = Poll
        fields = ("eligibility", "identity", "by_sms", "by_email", "by_sign_on")
        help_texts = {
            "eligibility": gettext_lazy("명부에 있는 사람만 투표하게 하려면 저장한 뒤에 명부를 올려 주세요."),
            "identity": gettext_lazy(
                "이 값이 같으면 같은 사람입니다. 어떤 방법으로 인증해도 한 사람은 한 번만 투표합니다."
            ),
            "by_sms": gettext_lazy("휴대전화 번호로 사람을 가려내는 투표에 씁니다."),
            "by_email": gettext_lazy(
                "전자우편 주소로 사람을 가려내고, 명부에 있는 사람만 투표할 때에 씁니다."
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "by_sign_on" in self.fields:
            self.fields["by_sign_on"].help_text = (
                _("통합 로그인 서버: %(issuer)s") % {"issuer": settings.OIDC_ISSUER}
                if settings.OIDC_ISSUER
                else _("OIDC_ISSUER를 설정해야 쓸 수 있습니다.")
            )

    def clean(self):
        values = super().clean()
        if {"eligibility", "identity"} <= set(values):
            self._check_methods(values)
            self._check_lists()
        return values

    def _check_methods(self, values):
        chosen = [name for name in self.METHODS if values.get(name)]
        shared = {name: values[name] for name in self.KEYED} | dict.fromkeys(self.METHODS, False)
        if not chosen:
            self._try(Poll(**shared), "by_sms")
        for name in chosen:
            self._try(Poll(**(shared | {name: True})), name)

    def _try(self, poll, field):
        try:
            require_one_identity(poll)
        except MethodCannot as refusal:
            self.add_error(field, str(refusal))

    def _check_lists(self):
        """The keys of a list were made of what the poll tells voters apart by."""
        changed = [name for name in self.KEYED if name in self.changed_data]
        if changed and self.instance.voter_lists.standing().exists():
            for name in changed:
                self.add_error(name, _("확인을 기다리거나 확정된 명부가 있어 바꿀 수 없습니다."))
