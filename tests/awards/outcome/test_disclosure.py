"""Where an edition tells marks only, the page of its result has no total of a judge, in words or in a picture."""

import pytest
from django.urls import reverse

from cases.models import Edition
from tests.awards.editions import make_published

pytestmark = pytest.mark.django_db


def page_of(edition, client):
    return client.get(reverse("awards:results", args=[edition.slug])).text


def totals_on(text):
    return ("점 하나가 심사위원 한 명의 점수" in text, "<s>" in text, ' r="5"/>' in text, "점수 3개" in text)


def test_totals_are_told_by_default(client):
    text = page_of(make_published(), client)

    assert "이 사례의 계산 보기" in text
    assert (totals_on(text)[0], totals_on(text)[2]) == (True, True)


def test_marks_only_tells_no_total(client):
    edition = make_published()
    Edition.objects.filter(pk=edition.pk).update(disclosure=Edition.Disclosure.MARKS_ONLY)
    text = page_of(edition, client)

    assert totals_on(text) == (False, False, False, False)
    assert "심사위원별 점수는 공개하지 않기로 정한 회차입니다." in text
    assert "이 사례의 계산 보기" in text
    assert 'class="at"' in text
