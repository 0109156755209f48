"""Run the benchmarks: `make bench`, or one group with `make bench ONLY=rehearsal`.

A group is a module `bench_<group>.py` beside this one whose `main()` yields pairs of a name and a
number; the name ends in its unit. Each is printed as `name = value`.
"""

import sys
from importlib import import_module
from pathlib import Path

PREFIX = "bench_"


def groups() -> list[str]:
    return sorted(path.stem.removeprefix(PREFIX) for path in Path(__file__).parent.glob(f"{PREFIX}*.py"))


def main(chosen: list[str]) -> None:
    if unknown := set(chosen) - set(groups()):
        sys.exit(f"없는 묶음: {', '.join(sorted(unknown))}. 있는 묶음: {', '.join(groups())}")
    for group in chosen or groups():
        print(f"# {group}", flush=True)
        for name, value in import_module(f"tests.benchmarks.{PREFIX}{group}").main():
            print(f"{name} = {value:.3f}" if isinstance(value, float) else f"{name} = {value}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
