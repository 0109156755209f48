from datetime import date, datetime
from decimal import Decimal

import pytest

from cases.sheets.parsers import CellRefused, case_number, day, points, text, yes_no


def refused(parse, cell):
    with pytest.raises(CellRefused) as caught:
        parse(cell)
    return str(caught.value)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("강남구 \n 민원", "강남구 민원"),
        ("강남구\u00a0민원", "강남구 민원"),
        (Decimal("12.50"), "12.5"),
        (date(2021, 3, 1), "2021-03-01"),
        ("👩\u200d💻 민원", "👩\u200d💻 민원"),
    ],
)
def test_text(cell, value):
    assert text(10)(cell) == value


def test_text_keeps_lines_where_asked():
    assert text(10, keep_lines=True)("한  줄\n두 줄") == "한  줄\n두 줄"


def test_text_has_a_length():
    assert text(5)("가" * 5) == "가" * 5
    assert refused(text(5), "가" * 6) == "5자까지 적을 수 있습니다. 지금은 6자입니다."


@pytest.mark.parametrize(
    ("code", "char"),
    [
        ("U+0000", "\0"),
        ("U+0007", "\a"),
        ("U+001F", "\x1f"),
        ("U+0085", "\x85"),
        ("U+200B", "\u200b"),
        ("U+202E", "\u202e"),
        ("U+2066", "\u2066"),
        ("U+2028", "\u2028"),
        ("U+FEFF", "\ufeff"),
    ],
)
@pytest.mark.parametrize(
    "parse", [text(10), text(10, keep_lines=True), case_number(10), yes_no, day, points(Decimal(40))]
)
def test_invisible_characters_are_refused_with_their_place(parse, code, char):
    assert refused(parse, f"12{char}3") == f"3번째 글자는 쓸 수 없는 글자({code})입니다. 지워 주세요."


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (Decimal("12"), "12"),
        (Decimal("12.0"), "12"),
        ("12.0", "12"),
        ("012", "012"),
        (" ２０２５ – ００１ ", "2025-001"),
        ("a-3", "A-3"),
        ("제3호", "제3호"),
    ],
)
def test_case_number(cell, number):
    assert case_number(20)(cell) == number


@pytest.mark.parametrize("cell", [date(2025, 1, 1), datetime(2025, 1, 1, 9, 0), True])
def test_case_number_that_the_program_changed(cell):
    expected = "사례번호가 다른 값으로 바뀌어 있습니다. 셀 서식을 텍스트로 바꾸고 다시 적어 주세요."
    assert refused(case_number(20), cell) == expected


def test_case_number_has_a_digit_and_a_length():
    assert refused(case_number(20), "합계") == "사례번호에는 숫자가 있어야 합니다."
    assert refused(case_number(20), "1" * 21) == "20자까지 적을 수 있습니다. 지금은 21자입니다."


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        *((cell, True) for cell in ("예", "y", "Y", True)),
        *((cell, False) for cell in ("아니오", "아니요", "n", False)),
    ],
)
def test_yes_no(cell, value):
    assert yes_no(cell) is value


@pytest.mark.parametrize("cell", ["O", "네", Decimal(1), "예시"])
def test_yes_no_refuses_anything_else(cell):
    assert refused(yes_no, cell) == "예 또는 아니오로 적어 주세요."


@pytest.mark.parametrize(
    "cell",
    [
        date(2021, 3, 1),
        datetime(2021, 3, 1, 10, 30),
        "2021-03-01",
        "2021.3.1.",
        "2021.3.1",
        "2021. 3. 1",
        "2021. 03. 01.",
        "2021/3/1",
        "2021년 3월 1일",
        "２０２１．３．１",
        "20210301",
        Decimal(20210301),
    ],
)
def test_day(cell):
    assert day(cell) == date(2021, 3, 1)
    assert type(day(cell)) is date


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("21.3.1", "연도를 네 자리로 적어 주세요. 예: 2021-03-01"),
        ("2021-02-29", "달력에 없는 날짜입니다."),
        ("2021-13-01", "달력에 없는 날짜입니다."),
        ("2021-03", "날짜는 2021-03-01처럼 적어 주세요."),
        ("2021.3-1", "날짜는 2021-03-01처럼 적어 주세요."),
        ("상반기", "날짜는 2021-03-01처럼 적어 주세요."),
        (Decimal(44256), "날짜는 2021-03-01처럼 적어 주세요."),
        (True, "날짜는 2021-03-01처럼 적어 주세요."),
    ],
)
def test_day_refused(cell, message):
    assert refused(day, cell) == message


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (Decimal(0), "0"),
        (Decimal("29.5"), "29.5"),
        ("30", "30"),
        ("29.25", "29.25"),
        ("２９．５", "29.5"),
        ("29.500", "29.5"),
    ],
)
def test_points(cell, value):
    assert points(Decimal("30.00"))(cell) == Decimal(value)


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (Decimal(31), "31점은 최고점 30점보다 높습니다. 0점에서 30점까지 적어 주세요."),
        ("30.01", "30.01점은 최고점 30점보다 높습니다. 0점에서 30점까지 적어 주세요."),
        (Decimal("-1"), "-1점은 0점보다 낮습니다. 0점에서 30점까지 적어 주세요."),
        ("29.125", "점수는 소수점 아래 두 자리까지 적을 수 있습니다."),
        (Decimal("0.001"), "점수는 소수점 아래 두 자리까지 적을 수 있습니다."),
        *(
            (cell, "점수는 숫자로 적어 주세요.")
            for cell in (
                "29점",
                "NaN",
                "Infinity",
                "1e1",
                "1_0",
                "1,0",
                "기권",
                "#N/A",
                True,
                False,
                date(2021, 3, 1),
            )
        ),
    ],
)
def test_points_refused(cell, message):
    assert refused(points(Decimal("30.00")), cell) == message
