"""The sheet of a list: one column, whatever the poll tells voters apart by. Of its cells nothing but keys is kept."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.services import RuleBroken
from cases.sheets.cells import Cell
from cases.sheets.columns import Column, bind
from cases.sheets.parsers import CellRefused, Parser, text, visible
from cases.sheets.reader import read_table
from voting.commitments import listed_key, voter_key
from voting.identity.addresses import to_address
from voting.identity.methods import Identity
from voting.identity.numbers import to_e164
from voting.models import Poll

# More would take longer than a request may.
MAX_ROWS = 100_000
LONGEST_MEMBER = 255
KEY = "voter"


def _as_typed(read: Callable[[str], str]) -> Parser:
    """A parser that reads a cell as the pages read what a voter types."""

    def parse(cell: Cell) -> str:
        try:
            return read(visible(cell))
        except RuleBroken as refusal:
            raise CellRefused(str(refusal)) from None

    return parse


def _member(cell: Cell) -> str:
    """What single sign-on says of this person, in the text that is keyed for it."""
    return f"member:{settings.OIDC_ISSUER}|{text(LONGEST_MEMBER)(cell).strip()}"


def _column(title, parse, aliases, note, example):
    return Column(
        KEY, title, parse, is_required=True, is_filled=True, aliases=aliases, note=note, example=example
    )


COLUMNS = {
    Identity.PHONE: _column(
        "휴대전화 번호",
        _as_typed(to_e164),
        ("휴대전화", "휴대폰 번호", "휴대폰"),
        gettext_lazy("국내 휴대전화 번호. 줄표는 있어도 없어도 됩니다. 앞의 0이 빠져도 읽습니다."),
        "010-1234-5678",
    ),
    Identity.EMAIL: _column(
        "전자우편",
        _as_typed(to_address),
        ("전자우편 주소", "이메일", "이메일 주소"),
        gettext_lazy("한 사람에 하나씩, 투표할 때 쓸 주소. 대소문자는 가리지 않습니다."),
        "hong@example.go.kr",
    ),
    Identity.MEMBER: _column(
        "회원 식별값",
        _member,
        (),
        gettext_lazy("통합 로그인이 회원마다 알려 주는 값. 글자 그대로, 대소문자를 가려 적습니다."),
        "a1b2c3d4",
    ),
}


@dataclass(frozen=True)
class ReadList:
    """What is left of a sheet: the keys of the people on it, and how many rows it had."""

    keys: frozenset[UUID]
    sheet_rows: int

    @property
    def folded(self) -> int:
        return self.sheet_rows - len(self.keys)


def read_list(*, poll: Poll, content: bytes, name: str) -> ReadList:
    """Read a sheet and return its keys; somebody named twice counts once.

    Raises `SheetError` with every problem by row and column: then nobody of the sheet is taken over.
    """
    table = read_table(io.BytesIO(content), name=name, max_rows=MAX_ROWS)
    bound = bind(table, [COLUMNS[Identity(poll.identity)]])
    bound.raise_problems()
    secret = poll.secret
    keys = frozenset(listed_key(secret, voter_key(secret, row[KEY])) for row in bound.rows)
    return ReadList(keys, len(bound.rows))


def told(read: ReadList) -> str:
    """Return in words what was taken over."""
    words = _("%(rows)s줄을 읽어 %(n)s명을 올렸습니다.") % {
        "rows": f"{read.sheet_rows:,}",
        "n": f"{len(read.keys):,}",
    }
    if read.folded:
        words += " " + _("겹치는 %(n)s줄은 하나로 합쳤습니다.") % {"n": f"{read.folded:,}"}
    return words
