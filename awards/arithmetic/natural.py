"""Case numbers in the order people expect."""

import re


def natural_key(number: str) -> tuple[tuple[str | int, ...], str]:
    """Sort key of a case number: digits count as numbers, everything else as text.

    domain rule: case numbers are text (12, 2025-001) in natural order, so 9 comes before 10 and 2025-002
    before 2025-010. The text itself comes last, so that 1 and 01 have one order too.

    >>> sorted(["10", "2025-001", "9"], key=natural_key)
    ['9', '10', '2025-001']
    """
    parts = re.split(r"([0-9]+)", number)
    return tuple(int(part) if n % 2 else part for n, part in enumerate(parts)), number
