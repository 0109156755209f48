STRINGS = {
    "수상이 취소된 사례": "Cases whose award was revoked",
    "순위가 있는 사례 가운데 수상이 취소된 것": "Ranked cases whose award was revoked",
    "수상이 취소된 사례의 자리는 비워 둡니다.": "The place of a case whose award was revoked stays empty.",
    "수상이 취소된 사례를 빼고 다음 순위의 사례에 상을 줍니다. 위원회가 선정한 자리는 비워 둡니다.": (
        "Cases whose award was revoked are left out and the next in rank receive the awards. "
        "A place the committee had filled stays empty."
    ),
}
