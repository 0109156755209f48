"""The way on which a poll sends codes: by text message or by mail, with what belongs to each."""

from collections.abc import Callable
from dataclasses import dataclass

from voting.identity.forms import AddressCodeForm, AddressForm, NumberCodeForm, NumberForm
from voting.identity.gateways import CodeGateway, code_gateway, mail_gateway
from voting.identity.methods import EMAIL, SMS
from voting.identity.numbers import as_written_here
from voting.models import Poll


@dataclass(frozen=True)
class CodeWay:
    """`form` asks where to send the code, `code_form` for the code; `as_written` is the identity as people write it."""

    method: str
    form: type[NumberForm | AddressForm]
    code_form: type[NumberCodeForm | AddressCodeForm]
    gateway: CodeGateway
    as_written: Callable[[str], str]

    @property
    def is_mail(self) -> bool:
        return self.method == EMAIL


def code_way(poll: Poll) -> CodeWay | None:
    """Return the way of `poll`; None where voters sign on alone. A poll never has both: they prove different things."""
    if poll.by_sms:
        return CodeWay(SMS, NumberForm, NumberCodeForm, code_gateway(), as_written_here)
    if poll.by_email:
        return CodeWay(EMAIL, AddressForm, AddressCodeForm, mail_gateway(), str)
    return None
