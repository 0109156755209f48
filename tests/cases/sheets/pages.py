"""The pages of imports as staff use them."""

import io
import re

import openpyxl
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.cases.sheets.workbooks import xlsx


def page(name, *arguments):
    return reverse(f"admin:{name}", args=arguments)


def sign_in(*codenames, name="접수", everything=False):
    user = get_user_model().objects.create(username=name, is_staff=True, is_superuser=everything)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client = Client()
    client.force_login(user)
    return client


def upload(client, target, rows, name="cases_case", file_name="사례.xlsx"):
    content = rows if isinstance(rows, bytes) else xlsx(rows).getvalue()
    data = {"target": target.pk, "file": SimpleUploadedFile(file_name, content)}
    return client.post(page(f"{name}_import"), data, follow=True)


def agree(client, answer, **changes):
    """Press the button of the preview that `answer` shows."""
    digest = re.search(r'name="plan" value="(\w+)"', answer.content.decode())[1]
    return client.post(answer.request["PATH_INFO"], {"plan": digest} | changes, follow=True)


def text_of(answer):
    """Return what a page says, without its marks."""
    words = re.sub(r"<[^>]*>", " ", answer.content.decode())
    return " ".join(words.split())


def downloaded(client, address):
    answer = client.get(address)
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    return openpyxl.load_workbook(io.BytesIO(answer.content)), answer.content
