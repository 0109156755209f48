"""Where an edition tells marks only, no page of its result has a total of a judge, in words or in a picture."""

import pytest
from django.urls import reverse

from cases.models import Edition
from tests.awards.editions import make_published

pytestmark = pytest.mark.django_db


def page_of(edition, client):
    return client.get(reverse("awards:result_case", args=[edition.slug, "1"])).text


def totals_on(text):
    return (
        "점 하나가 심사위원 한 명의 점수" in text,
        "<s>" in text,
        ' r="5"/>' in text,
        'class="totals"' in text,
    )


def test_totals_are_told_by_default(client):
    text = page_of(make_published(), client)

    assert totals_on(text) == (True, False, True, True)


def test_marks_only_tells_no_total(client):
    edition = make_published()
    Edition.objects.filter(pk=edition.pk).update(disclosure=Edition.Disclosure.MARKS_ONLY)
    text = page_of(edition, client)

    assert totals_on(text) == (False, False, False, False)
    assert "심사위원별 점수는 공개하지 않기로 정한 회차입니다." in text
    assert 'class="at"' in text
    assert "평균에 넣은 점수 4개의 합 356 ÷ 4 = 89" in " ".join(text.split())
    assert totals_on(client.get("/2026/results/").text) == (False, False, False, False)
