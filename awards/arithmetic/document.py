"""Reading a rule document: its canonical text, and fields whose faults are collected instead of raised.

A person who mends a rule wants the whole list at once, so a reader notes a fault, hands back a harmless
stand-in and goes on. The stand-ins never leave `parse_rule`: one noted fault is enough to refuse the
document.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

_Member = TypeVar("_Member", bound=StrEnum)
_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,12})?")
_FLOAT = "소수점 있는 수를 따옴표 없이 적었습니다. 오차가 생기지 않게 “33.5”처럼 문자열로 적으십시오."


@dataclass(frozen=True)
class Problem:
    """A fault: `path` such as groups[1].sources[0].weight, `message` a Korean sentence that repeats it."""

    path: str
    message: str


class RuleError(ValueError):
    """The document cannot be computed; `problems` lists every reason."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(problem.message for problem in problems))


class Problems(list[Problem]):
    """The faults noted so far."""

    def note(self, path: str, message: str) -> None:
        """Add a fault; the message starts with where it is."""
        self.append(Problem(path, f"{path or '규칙 문서'}: {message}"))

    def at(self, *paths: str) -> bool:
        """Whether one of these values is already refused (a sum over it would say nothing new)."""
        return any(noted.path in paths for noted in self)


class Field:
    """One value of the document and its place. A reading method notes a fault and hands back a stand-in."""

    def __init__(self, value: object, path: str, problems: Problems) -> None:
        self.value = value
        self.path = path
        self.problems = problems

    def refuse(self, message: str) -> None:
        """Note a fault of this value."""
        self.problems.note(self.path, message)

    def text(self) -> str:
        """A string that is not blank; stand-in ''."""
        if isinstance(self.value, str) and self.value.strip():
            return self.value
        self.refuse("글자가 있어야 하는데 비었거나 문자열이 아닙니다. 빈칸이 아닌 문자열을 적으십시오.")
        return ""

    def flag(self) -> bool:
        """true or false; stand-in False."""
        if not isinstance(self.value, bool):
            self.refuse("예/아니오 값이 아닙니다. true 또는 false로 적으십시오.")
        return self.value is True

    def integer(self, *, least: int, most: int | None = None) -> int:
        """A whole number within bounds (true and false are none); stand-in `least`."""
        limit = f"{least} 이상" if most is None else f"{least}~{most}"
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            self.refuse(f"정수가 아닙니다. {limit}의 정수를 따옴표 없이 적으십시오.")
        elif self.value < least or (most is not None and self.value > most):
            self.refuse(f"값 {self.value}이(가) 범위를 벗어났습니다. {limit}의 정수로 고치십시오.")
        else:
            return self.value
        return least

    def number(self) -> Fraction | None:
        """An exact number that is not negative: a whole number, or a string such as "33.5"; else None."""
        whole = isinstance(self.value, int) and not isinstance(self.value, bool)
        if isinstance(self.value, float):
            self.refuse(_FLOAT)
        elif not whole and not (isinstance(self.value, str) and _NUMBER.fullmatch(self.value)):
            self.refuse("수가 아닙니다. 정수, 또는 “33.5” 같은 문자열로 적으십시오.")
        elif Fraction(str(self.value)) < 0:
            self.refuse("음수입니다. 0 이상의 수로 고치십시오.")
        else:
            return Fraction(str(self.value))
        return None

    def positive(self) -> Fraction:
        """A number above 0; stand-in 1."""
        exact = self.number()
        if exact == 0:
            self.refuse("0입니다. 0보다 큰 수로 고치십시오.")
        return exact or Fraction(1)

    def one_of(self, allowed: type[_Member], label: str) -> _Member:
        """A member of the string enumeration `allowed`; stand-in its first."""
        known = list(allowed)
        if isinstance(self.value, str) and self.value in known:
            return allowed(self.value)
        names = ", ".join(known)
        self.refuse(f"모르는 {label}({self.value!r})입니다. {names} 가운데 하나로 고치십시오.")
        return known[0]

    def items(self) -> list["Field"]:
        """The entries of a list; stand-in no entries."""
        if not isinstance(self.value, list | tuple):
            self.refuse("목록이 아닙니다. 대괄호 목록 [ … ]으로 적으십시오.")
            return []
        return [Field(item, f"{self.path}[{n}]", self.problems) for n, item in enumerate(self.value)]

    def parts(self, required: str, optional: str = "") -> "Parts":
        """The named parts of an object; names it does not know and names that are missing are faults."""
        if not isinstance(self.value, Mapping):
            self.refuse("항목 묶음이 아닙니다. 중괄호 묶음 { … }으로 적으십시오.")
            return Parts(self, {})
        for name in self.value:
            if name not in (*required.split(), *optional.split()):
                self._part(name).refuse("모르는 항목입니다. 철자를 확인하거나 지우십시오.")
        for name in required.split():
            if name not in self.value:
                self._part(name).refuse("있어야 할 항목이 없습니다. 이 이름으로 값을 추가하십시오.")
        return Parts(self, self.value)

    def _part(self, name: object) -> "Field":
        value = self.value.get(name) if isinstance(self.value, Mapping) else None
        return Field(value, f"{self.path}.{name}".lstrip("."), self.problems)


class Parts:
    """The parts of one object; a part that is not there is None and reads as its stand-in."""

    def __init__(self, whole: Field, values: Mapping[str, object]) -> None:
        self._whole = whole
        self._values = values

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def given(self, name: str) -> bool:
        """Whether the part is there and not null."""
        return self._values.get(name) is not None

    def __getitem__(self, name: str) -> Field:
        found = self._whole._part(name)
        # A missing part is one fault, already noted: what its stand-in lacks is not a second one.
        return found if name in self._values else Field(None, found.path, Problems())


def _floats(value: object, path: str) -> Iterator[str]:
    if isinstance(value, float):
        yield path
    elif isinstance(value, Mapping):
        for name, part in value.items():
            yield from _floats(part, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list | tuple):
        # A million ballots are texts: only what can be or hold a float is looked into.
        for n, item in enumerate(value):
            if not isinstance(item, str):
                yield from _floats(item, f"{path}[{n}]")


def canonical_json(document: Mapping[str, Any]) -> str:
    """The one text of a document: keys sorted, no spaces, characters unescaped. Refuses floats (RuleError).

    domain rule: the frozen rule is canonical JSON, non-integers as strings, so that its digest means
    something.

    >>> canonical_json({"b": "33.5", "a": ["심사", 1]})
    '{"a":["심사",1],"b":"33.5"}'
    """
    problems = Problems()
    for path in _floats(document, ""):
        problems.note(path, _FLOAT)
    if problems:
        raise RuleError(problems)
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(text: str) -> str:
    """SHA-256 of the UTF-8 text, 64 lower-case hexadecimal digits.

    >>> digest("")[:16]
    'e3b0c44298fc1c14'
    """
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
