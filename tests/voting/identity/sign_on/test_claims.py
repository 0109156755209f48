"""Identities: the same number or address is the same person, however the provider writes it."""

import pytest

from voting.identity.sign_on.claims import identity_of, wanted_claims
from voting.identity.sign_on.troubles import NotProved


@pytest.fixture
def claim(settings):
    settings.OIDC_ISSUER = "https://login.example"

    def choose(name):
        settings.OIDC_CLAIM = name

    return choose


@pytest.mark.parametrize(
    "number", ["+821012345678", "+82 10-1234-5678", "010-1234-5678", "０１０１２３４５６７８"]
)
@pytest.mark.parametrize("verified", [True, "true"])
def test_number_is_the_same_as_a_code_proves(claim, number, verified):
    claim("phone_number")
    assert wanted_claims() == {"phone_number", "phone_number_verified"}
    assert identity_of({"phone_number": number, "phone_number_verified": verified}) == "+821012345678"


@pytest.mark.parametrize("address", ["kim@example.kr", " KIM@Example.KR ", "ｋｉｍ@example.kr"])
def test_address_is_written_one_way(claim, address):
    claim("email")
    assert wanted_claims() == {"email", "email_verified"}
    assert identity_of({"email": address, "email_verified": True}) == "kim@example.kr"


@pytest.mark.parametrize("facts", [{"email": "kim", "email_verified": True}, {"email": "kim@example.kr"}, {}])
def test_address_that_is_none_or_not_verified_proves_nobody(claim, facts):
    claim("email")
    with pytest.raises(NotProved) as refusal:
        identity_of(facts)
    assert "전자우편 주소가 없거나" in str(refusal.value.lead)


@pytest.mark.parametrize("value", ["a|b", 7])
def test_member_is_one_of_this_provider(claim, value):
    claim("sub")
    assert wanted_claims() == {"sub"}
    assert identity_of({"sub": value}) == f"member:https://login.example|{value}"


@pytest.mark.parametrize("value", [None, "", " ", True, ["a"], {"a": 1}, 1.5])
def test_member_without_a_plain_value_is_nobody(claim, value):
    claim("ci")
    with pytest.raises(NotProved) as refusal:
        identity_of({"ci": value})
    assert "한 사람을 가려낼 정보" in str(refusal.value.lead)
