"""The examples in the docstrings are true."""

import doctest
from importlib import import_module

import pytest

from tests.portal_server import ROOT


def modules_with_examples():
    for room in ("awards", "cases", "config", "voting"):
        for path in sorted((ROOT / room).rglob("*.py")):
            if ">>> " in path.read_text(encoding="utf-8"):
                yield ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("name", list(modules_with_examples()))
def test_examples(name):
    told = []
    runner = doctest.DocTestRunner(verbose=False)
    for example in doctest.DocTestFinder(exclude_empty=True).find(import_module(name)):
        runner.run(example, out=told.append)

    assert runner.tries > 0, "no example ran"
    assert runner.failures == 0, "".join(told)
