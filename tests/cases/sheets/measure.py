"""`python -m tests.cases.sheets.measure FILE` reads a spreadsheet; it prints seconds, peak MiB and the outcome."""

import json
import resource
import sys
import time
from pathlib import Path

import django


def peak_mebibytes():
    """Peak memory of this program; on Linux getrusage would also count the one that started it."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    django.setup()
    from cases.sheets.errors import SheetError
    from cases.sheets.reader import read_table

    start = time.perf_counter()
    try:
        outcome = f"{len(read_table(Path(sys.argv[1]), name='heavy').rows)} rows"
    except SheetError as error:
        outcome = str(error)
    figures = {
        "seconds": time.perf_counter() - start,
        "mebibytes": peak_mebibytes(),
        "outcome": outcome,
    }
    print(json.dumps(figures))
