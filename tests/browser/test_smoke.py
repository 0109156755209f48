"""The portal answers in a real browser and the browser has nothing to complain about."""


def test_health_answers(page):
    answer = page.goto("/healthz/")

    assert answer.status == 200
    assert answer.text() == "ok\n"


def test_home_has_an_empty_console(page):
    answer = page.goto("/")

    assert answer.status == 200
    assert page.console == []
