"""Run the benchmarks: `make bench`, or one group with `make bench ONLY=rehearsal`.

A group is a module `bench_<group>.py` beside this one whose `main()` yields pairs of a name and a
number; the name ends in its unit. Each is printed as `name = value`. Several groups run in a process each:
Django can be set up only once in a process, and one group's memory is not another's.
"""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

PREFIX = "bench_"


def groups() -> list[str]:
    return sorted(path.stem.removeprefix(PREFIX) for path in Path(__file__).parent.glob(f"{PREFIX}*.py"))


def main(chosen: list[str]) -> None:
    if unknown := set(chosen) - set(groups()):
        sys.exit(f"없는 묶음: {', '.join(sorted(unknown))}. 있는 묶음: {', '.join(groups())}")
    if len(chosen) != 1:
        for group in chosen or groups():
            subprocess.run([sys.executable, "-m", "tests.benchmarks", group], check=True)
        return
    print(f"# {chosen[0]}", flush=True)
    for name, value in import_module(f"tests.benchmarks.{PREFIX}{chosen[0]}").main():
        print(f"{name} = {value:.3f}" if isinstance(value, float) else f"{name} = {value}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
