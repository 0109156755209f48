import pytest

from voting.identity.numbers import NumberRefused, as_written_here, to_e164

CHECK = "휴대전화 번호를 다시 확인해 주세요. 예: 010-1234-5678"
MOBILE = "문자를 받을 수 없는 번호입니다. 휴대전화 번호를 입력해 주세요. 예: 010-1234-5678"
FOREIGN = "국내 휴대전화 번호로만 투표할 수 있습니다. 예: 010-1234-5678"


@pytest.mark.parametrize(
    "text",
    [
        "010-1234-5678",
        "01012345678",
        "010 1234 5678",
        " 010.1234.5678 ",
        "(010) 1234-5678",
        "+82 10-1234-5678",
        "+821012345678",
        "+82 (0)10 1234 5678",
        "０１０－１２３４－５６７８",
        "010–1234–5678",
    ],
)
def test_every_spelling_is_one_number(text):
    assert to_e164(text) == "+821012345678"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("010-1234-567", CHECK),
        ("010-1234-56789", CHECK),
        ("1234", CHECK),
        ("-", CHECK),
        ("열한 자리", CHECK),
        ("010-CALL-NOW", CHECK),
        ("010-1234-5678 ext 3", CHECK),
        ("010-1234-5678;phone-context=82", CHECK),
        ("010-1234-5678\x00", CHECK),
        ("02-120", CHECK),
        ("02-2133-1234", MOBILE),
        ("031-123-4567", MOBILE),
        ("070-1234-5678", MOBILE),
        ("1588-1234", MOBILE),
        ("+1 202 555 0123", FOREIGN),
        ("+81 90 1234 5678", FOREIGN),
    ],
)
def test_what_is_no_mobile_number_of_this_country_is_refused_in_words(text, message):
    with pytest.raises(NumberRefused) as refusal:
        to_e164(text)
    assert str(refusal.value) == message


@pytest.mark.parametrize("text", ["010-1234-5678", "011-234-5678"])
def test_number_is_written_as_here(text):
    assert as_written_here(to_e164(text)) == text
