"""What the ends of a vote say, and what is in the box then."""

import re

from voting.models import Ballot, Participation

NOT_IN = "이 화면의 투표는 투표함에 들어가지 않았습니다"
MISSED = "방금 보내신 표는 투표함에 들어가지 않았습니다."
ALREADY = "이 번호로 이미 투표했습니다"
DONE = "투표를 마쳤습니다"
CODE = re.compile(r"<strong>([2-9A-HJKMNP-Z]{4}(?:-[2-9A-HJKMNP-Z]{4}){2})</strong>")


def in_the_box():
    return Participation.objects.count(), list(Ballot.objects.values_list("choices", flat=True))


def code_on(response):
    """The code of the receipt that the last page shows."""
    return CODE.search(response.text).group(1)
