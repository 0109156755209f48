import pytest

from voting.identity.addresses import AddressRefused, to_address


@pytest.mark.parametrize(
    "text",
    [
        "hong.gildong+vote@example.org",
        " Hong.Gildong+Vote@Example.ORG ",
        "ｈｏｎｇ．ｇｉｌｄｏｎｇ＋ｖｏｔｅ＠ｅｘａｍｐｌｅ．ｏｒｇ",
        "\thong.gildong+vote@example.org\n",
    ],
)
def test_every_spelling_is_one_address(text):
    assert to_address(text) == "hong.gildong+vote@example.org"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@",
        "hong",
        "hong@",
        "@example.org",
        "hong@example",
        "hong example.org",
        "hong@example.org, kim@example.org",
        "hong@example.org\nBcc: kim@example.org",
        "Hong <hong@example.org>",
        "hong@exa mple.org",
        "hong@example.org\x00",
        f"hong@{'a' * 60}.{'b' * 60}.{'c' * 60}.{'d' * 60}.example.org",
    ],
)
def test_what_is_no_address_is_refused_in_words(text):
    with pytest.raises(AddressRefused) as refusal:
        to_address(text)
    assert str(refusal.value) == "전자우편 주소를 다시 확인해 주세요. 예: hong@example.org"
