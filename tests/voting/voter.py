"""A citizen at the pages of the vote: sends what the page before carried, as a browser does."""

import re
from datetime import timedelta

from django.db.models import F
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from voting import credentials
from voting.commitments import page_nonce, voter_key
from voting.identity.numbers import to_e164
from voting.models import NetworkLoad, NumberDay, OneTimeCode, WrongTries

NUMBER = "010-1234-5678"
MOMENTS = {
    OneTimeCode: ("sent_at", "expires_at"),
    NumberDay: ("newest_at",),
    WrongTries: ("code_sent_at", "last_at"),
}


def hidden(response, name):
    """The value of the first hidden input of this name."""
    return re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', response.text).group(1)


def shown_code(response):
    return re.search(r'<b class="shown">(\d{6})</b>', response.text).group(1)


def wrong(code):
    return f"{(int(code) + 1) % 1_000_000:06}"


def let_time_pass(**span):
    """Move every moment of the codes and their limits back, as if it had been so long ago."""
    span = timedelta(**span)
    for model, names in MOMENTS.items():
        for row in model.objects.all():
            for name in names:
                setattr(row, name, getattr(row, name) - span)
            if model is NumberDay:
                microseconds = span // timedelta(microseconds=1)
                row.moments = ",".join(str(int(one) - microseconds) for one in row.moments.split(","))
            row.save()
    NetworkLoad.objects.update(busy_until=F("busy_until") - span.total_seconds())


class Voter:
    # Under which name the forms carry what is proved.
    asked = "number"

    def __init__(self, poll, number=NUMBER, client=None):
        self.poll, self.number = poll, number
        self.client = client or Client()

    @property
    def typed(self):
        return {self.asked: self.number}

    def url(self, name):
        return reverse(f"voting:{name}", args=[self.poll.edition.slug])

    def get(self, name):
        return self.client.get(self.url(name))

    def post(self, name, data=None, **more):
        return self.client.post(self.url(name), (data or {}) | more)

    def consent(self):
        response = self.post("start", agree="on", age="on")
        self.slip = hidden(response, "consent")
        return response

    def ask(self):
        """Consent and ask for a code; return the page of the code."""
        self.consent()
        return self.ask_again()

    def ask_again(self, **more):
        response = self.post("number", self.typed, consent=self.slip, **more)
        if 'name="challenge"' in response.text:
            self.challenge = hidden(response, "challenge")
        return response

    def enter(self, code):
        return self.post("code", self.typed, consent=self.slip, challenge=self.challenge, code=code)

    def verify(self):
        """Come as far as a right code leads."""
        return self.enter(shown_code(self.ask()))

    def hold_credential(self, *, poll=None, method="sms"):
        """Put a credential into the cookie jar without the way there."""
        response = HttpResponse()
        poll = poll or self.poll
        credentials.grant(response, poll=poll, voter_key=self.key(poll), method=method)
        self.client.cookies.update(response.cookies)
        return self

    def key(self, poll):
        return voter_key(poll.secret, to_e164(self.number))

    def hold_page(self, drawn="x" * 22):
        """Stand before a review page that this was drawn for, without the way there."""
        self.nonce = page_nonce(self.poll.secret, self.key(self.poll), drawn)
        return self

    def review(self, *numbers):
        response = self.post("review", case=numbers or ("1", "2", "3"))
        if 'name="nonce"' in response.text:
            self.nonce = hidden(response, "nonce")
        return response

    def cast(self, *numbers):
        return self.post("cast", case=numbers or ("1", "2", "3"), nonce=self.nonce)

    def vote(self, *numbers):
        """Review and cast, then follow to the end."""
        self.review(*numbers)
        response = self.cast(*numbers)
        return self.client.get(response["Location"]) if response.status_code == 303 else response


class MailVoter(Voter):
    """Is verified by mail; `number` is the address as it was typed."""

    asked = "email"

    def __init__(self, poll, number="Hong@Example.org", client=None):
        super().__init__(poll, number, client)
