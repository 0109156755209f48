"""What a browser sends to the pages of objections, and reads on them."""

import re
from uuid import uuid4

from django.urls import reverse

from tests.awards.objections.objecting import TEXT

CODE = re.compile(r"<strong><span[^>]*>([-2-9A-Z]{10})</span><span[^>]*>([-2-9A-Z]{9})</span>")


def path(edition, name="objections"):
    return reverse(f"awards:{name}", args=[edition.slug])


def filled(**changes):
    return {
        "nonce": str(uuid4()),
        "filer": "citizen",
        "organisation": "",
        "subject": "scores",
        "text": TEXT,
    } | changes


def send(client, edition, **changes):
    return client.post(path(edition, "objection_new"), filled(**changes))


def code_on(page):
    return "".join(CODE.search(page.text).groups())
