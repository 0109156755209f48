"""What a process keeps for a moment is read once, goes with time, and never holds a failure."""

import pytest
from django.http import HttpResponse

from cases.remembered import remembered, remembered_page


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


def page_that(answers, reads):
    @remembered_page
    def page(request):
        reads.append(request.path)
        return answers()

    return page


def test_a_page_is_rendered_once_for_each_address_and_each_answer_is_its_own(settings, reads, rf):
    settings.REMEMBER_SECONDS = 60
    page = page_that(lambda: HttpResponse("안녕", headers={"Cache-Control": "no-store"}), reads)
    first, second = page(rf.get("/a/")), page(rf.get("/a/"))
    first["X-Changed"] = "later"
    assert (second.content, second["Cache-Control"]) == ("안녕".encode(), "no-store")
    assert "X-Changed" not in page(rf.get("/a/"))
    page(rf.get("/en/a/"))
    assert reads == ["/a/", "/en/a/"]


@pytest.mark.parametrize("ask", [lambda rf: rf.get("/a/?q=1"), lambda rf: rf.post("/a/")])
def test_only_plain_questions_are_answered_from_memory(settings, reads, rf, ask):
    settings.REMEMBER_SECONDS = 60
    page = page_that(lambda: HttpResponse("x"), reads)
    page(ask(rf))
    page(ask(rf))
    assert reads == ["/a/", "/a/"]


def with_a_cookie():
    response = HttpResponse("x")
    response.set_cookie("whose", "mine")
    return response


@pytest.mark.parametrize("answers", [with_a_cookie, lambda: HttpResponse("x", status=404)])
def test_what_is_for_one_alone_or_no_page_is_not_kept(settings, reads, rf, answers):
    settings.REMEMBER_SECONDS = 60
    page = page_that(answers, reads)
    page(rf.get("/a/"))
    page(rf.get("/a/"))
    assert reads == ["/a/", "/a/"]
