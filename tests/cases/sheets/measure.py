"""`python -m tests.cases.sheets.measure FILE [import]`: prints seconds of the processor, peak MiB and the outcome.

It reads a spreadsheet; with `import` it also previews and takes it over into a new edition of the database.
"""

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


def read(path):
    from cases.sheets.reader import read_table

    return read_table(Path(path), name="heavy")


def take_over(path):
    """Return how many rows a preview and the consent to it wrote."""
    from cases.sheets.cases import import_cases, plan_cases
    from tests.cases.sheets.editions import make_edition

    edition = make_edition("submissions")
    agreed = plan_cases(edition=edition, table=read(path)).digest
    return import_cases(edition=edition, table=read(path), expected=agreed).created


def outcome(path, is_import):
    from cases.sheets.errors import SheetError

    try:
        return f"{take_over(path)} cases" if is_import else f"{len(read(path).rows)} rows"
    except SheetError as error:
        return str(error)


if __name__ == "__main__":
    django.setup()
    is_import = "import" in sys.argv[2:]
    if is_import:
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
    start = time.process_time()
    figures = {"outcome": outcome(sys.argv[1], is_import)}
    figures |= {"seconds": time.process_time() - start, "mebibytes": peak_mebibytes()}
    print(json.dumps(figures))
