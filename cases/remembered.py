"""What pages read again and again, kept by each process for at most a second.

For pages, and for the list of cases that the choices of a ballot are checked against; all else about what is written
is decided by the database, its clock and its locks. What is kept is shared by all requests of a process, so nobody
may change it.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.conf import settings
from django.http import HttpResponse

Key, Value = TypeVar("Key"), TypeVar("Value")


def remembered(load: Callable[[Key], Value]) -> Callable[[Key], Value]:
    """Make `load` read the database at most once in `settings.REMEMBER_SECONDS` for each key.

    What raises is not kept, so that keys nobody knows (an address made up) do not fill the memory.
    """
    kept = {}

    @wraps(load)
    def value_of(key):
        now = time.monotonic()
        read_at, value = kept.get(key, (None, None))
        if read_at is None or now - read_at >= settings.REMEMBER_SECONDS:
            value = load(key)
            kept[key] = now, value
        return value

    return value_of


def remembered_page(view):
    """Let what `view` answers to a GET be rendered at most once in `settings.REMEMBER_SECONDS` for each address.

    Only for pages that are the same for everybody: no cookie read or set, no token, no query. What raises, and any
    answer but 200, is not kept.
    """
    kept = {}

    @wraps(view)
    def page(request, *args, **kwargs):
        if request.method != "GET" or request.GET:
            return view(request, *args, **kwargs)
        now = time.monotonic()
        read_at, content, headers = kept.get(request.path, (None, None, None))
        if read_at is not None and now - read_at < settings.REMEMBER_SECONDS:
            return HttpResponse(content, headers=headers)
        response = view(request, *args, **kwargs)
        if response.status_code == 200 and not response.cookies:
            kept[request.path] = now, response.content, dict(response.items())
        return response

    return page
