"""The control for a cast, as a portal of its own: no middleware, one autocommit INSERT of one row.

Served by the same gunicorn configuration, on the same database, which holds a table `minimal_insert`.
"""

from uuid import uuid4

import environ
from django.conf import settings

INSERT = "INSERT INTO minimal_insert (id, choices) VALUES (%s, %s)"


settings.configure(
    SECRET_KEY="only-for-benchmarks",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": environ.Env().db("DATABASE_URL") | {"CONN_MAX_AGE": None}},
    MIDDLEWARE=[],
    INSTALLED_APPS=[],
    USE_TZ=True,
)

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402


def insert(request):
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [uuid4(), "1,4,7"])
    return _answer()


def _answer(*args):
    # Without a length gunicorn would answer in chunks.
    return HttpResponse(b"", headers={"Content-Length": "0"})


urlpatterns = [path("", insert), path("healthz/", _answer)]
application = get_wsgi_application()
