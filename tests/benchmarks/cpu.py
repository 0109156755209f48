"""Processor time of everything that takes part in a measurement: it does not depend on what neighbours leave over."""

import os
from collections import defaultdict
from pathlib import Path

from tests.benchmarks import ready

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


def spent() -> float:
    """Return the seconds spent so far by this process, the servers it started and its database server."""
    roots = [os.getpid()]
    if (postmaster := ready.directory() / "data" / "postmaster.pid").exists():
        roots.append(int(postmaster.read_text().split()[0]))
    ticks, children = {}, defaultdict(list)
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name in brackets may hold anything; after it come state, parent and the rest.
            fields = entry.read_text().rpartition(") ")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        pid = int(entry.parent.name)
        children[int(fields[1])].append(pid)
        # User and system time, of the process and of its children that ended.
        ticks[pid] = sum(map(int, fields[11:15]))
    return sum(_of_tree(root, ticks, children) for root in roots) / TICKS_A_SECOND


def _of_tree(pid, ticks, children):
    return ticks.get(pid, 0) + sum(_of_tree(child, ticks, children) for child in children[pid])
