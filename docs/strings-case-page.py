# ruff: noqa: E501 (the Korean must stand as it is; the file goes with the merge)
STRINGS = {
    "점수 따라가기": "Follow the score",
    "이전 사례와 다음 사례": "Previous and next case",
    "이전 사례": "Previous case",
    "다음 사례": "Next case",
    "(%(rank)s위)": "(place %(rank)s)",
    "사례를 고르면 채점표에서 상까지 어떻게 계산했는지 차례대로 보여 드립니다.": (
        "Choose a case to see, step by step, how it was worked out from the sheets to the award."
    ),
    "상금은 발표되지 않았습니다.": "The prizes were never announced.",
    "이 화면을 읽는 법": "How to read this page",
    "위에서 아래로 채점표, 평점, 환산점수, 합계, 순위와 상의 차례입니다. 적힌 식을 그대로 계산해 볼 수 있습니다.": (
        "From top to bottom: score sheets, marks, converted scores, total, place and award. "
        "You can work out every formula as it stands."
    ),
    "점 하나가 심사위원 한 명의 점수(100점 만점)입니다. 빈 점과 줄을 그은 점수는 평균에서 뺀 점수, 세로줄은 평점입니다.": (
        "Each dot is the score of one judge (out of 100). Hollow dots and crossed-out scores were left out of the mean; "
        "the upright line is the mark."
    ),
    "점 하나가 심사위원이나 평가단원 한 명의 점수(100점 만점)입니다. 빈 점과 줄을 그은 점수는 평균에서 뺀 점수, 세로줄은 평점입니다.": (
        "Each dot is the score of one judge or panel member (out of 100). Hollow dots and crossed-out scores were left out "
        "of the mean; the upright line is the mark."
    ),
    "누가 매긴 점수인지는 밝히지 않고, 높은 점수부터 적습니다.": (
        "Who gave a score is not told; scores are listed from the highest."
    ),
    "‘…’로 끝나는 수는 뒤가 더 있습니다. 반올림은 합계에서 한 번만 합니다.": (
        "A figure that ends with “…” goes on. Only the total is rounded, once."
    ),
    "시민평가단 %(judges)s명이 사례 %(cases)s건을 채점했습니다.": "%(judges)s panel members scored %(cases)s cases.",
    "심사위원 %(judges)s명이 사례 %(cases)s건을 채점해 %(passed)s건이 통과했습니다.": (
        "%(judges)s judges scored %(cases)s cases; %(passed)s passed."
    ),
    "평균은 %(mean)s, 표준편차는 %(deviation)s입니다.": "The mean is %(mean)s, the standard deviation %(deviation)s.",
    "이 사례가 받은 점수 %(n)s개": "The %(n)s scores of this case",
    "이 사례는 통과했습니다.": "This case passed.",
    "이 심사에서 떨어진 사례는 없습니다.": "No case was left out by this round.",
    "이 평가에서 매긴 순위": "Place in this part",
    "환산하는 식": "Conversion",
    "환산점수마다 정한 비율을 곱해 더합니다.": "Each converted score is multiplied by its weight, and the products are added.",
    "합계 %(total)s점": "Total %(total)s",
    "이 사례": "This case",
    "동점을 가를 차례를 모두 견주어도 같아 같은 순위입니다.": (
        "No step of the tie-break told them apart, so they share the place."
    ),
    "추첨은 투표 전에 공개한 값으로 정하므로 누구나 다시 뽑아 볼 수 있습니다.": (
        "The lot follows from a value that was public before the vote, so anybody can draw it again."
    ),
    "수상을 취소함": "Award revoked",
    "받은 상 없음": "No award",
    "다른 사례 따라가기": "Follow another case",
    "더 알아보기": "Find out more",
    "사례 내용 보기": "Read the case",
}
