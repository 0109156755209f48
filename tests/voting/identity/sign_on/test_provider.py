"""What is asked of the provider and how long it is remembered; keys that change; where the claims come from."""

import pytest

from voting.identity.sign_on import provider as talking


def test_provider_is_asked_once_for_what_it_says_of_itself(voter, provider, monkeypatch):
    asked = []
    request = talking.OAuth2Client.request
    monkeypatch.setattr(
        talking.OAuth2Client,
        "request",
        lambda self, method, url, **more: asked.append(str(url)) or request(self, method, url, **more),
    )
    for _ in range(2):
        assert voter.sign_on()["Location"] == voter.url("choose")
    ends = [url.removeprefix(provider.issuer) for url in asked]
    assert ends == ["/.well-known/openid-configuration", "/token", "/keys", "/token"]
    monkeypatch.setattr(talking, "REMEMBERED_SECONDS", -1)
    voter.leave()
    assert asked[-1] == f"{provider.issuer}/.well-known/openid-configuration"


def test_new_key_is_asked_for_at_once(voter, provider):
    assert voter.sign_on()["Location"] == voter.url("choose")
    provider.control(rotate=True)
    assert voter.sign_on()["Location"] == voter.url("choose")


def test_claims_come_from_userinfo_where_the_token_has_none(voter, provider):
    provider.control(fault="userinfo")
    assert voter.sign_on()["Location"] == voter.url("choose")


def test_secret_goes_the_way_the_provider_wants_it(voter, provider):
    provider.control(fault="post_only")
    assert voter.sign_on()["Location"] == voter.url("choose")


def test_origin_of_the_button_is_kept_after_leaving(voter, provider, settings):
    assert talking.form_origins() == [provider.issuer]
    talking.the_provider().origin = "https://login.example"
    assert talking.form_origins() == [provider.issuer, "https://login.example"]


@pytest.mark.parametrize("word", ["invalid_grant", "InvalidClaimError"])
def test_words_of_the_protocol_are_logged(caplog, word):
    talking._log(word)
    assert caplog.messages == [f"single sign-on failed: {word}"]


@pytest.mark.parametrize("text", ["010-1234-5678", "a b", "x" * 40, None])
def test_text_that_may_be_about_a_person_is_not_logged(caplog, text):
    talking._log(text or "")
    assert caplog.messages == ["single sign-on failed: other"]
