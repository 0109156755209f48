"""What a process keeps for a moment is read once, goes with time, and never holds a failure."""

import pytest

from cases.remembered import remembered


@pytest.fixture
def reads():
    return []


@pytest.fixture
def value_of(reads):
    @remembered
    def load(key):
        reads.append(key)
        if key == "unknown":
            raise LookupError(key)
        return [key]

    return load


def test_a_value_is_read_once_while_it_is_fresh(settings, value_of, reads):
    settings.REMEMBER_SECONDS = 60

    assert value_of("a") is value_of("a")
    assert value_of("b") == ["b"]
    assert reads == ["a", "b"]


def test_a_value_is_read_anew_once_it_is_old(settings, value_of, reads):
    settings.REMEMBER_SECONDS = 0

    assert value_of("a") is not value_of("a")
    assert reads == ["a", "a"]


def test_what_raises_is_asked_again(settings, value_of, reads):
    settings.REMEMBER_SECONDS = 60

    for _ in range(2):
        with pytest.raises(LookupError):
            value_of("unknown")
    assert reads == ["unknown", "unknown"]
