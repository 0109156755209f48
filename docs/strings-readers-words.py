"""English of the strings that are new or read better on this branch."""

STRINGS = {
    "%(first)s위가 받는 상입니다.": "Goes to place %(first)s.",
    "%(first)s위부터 %(last)s위까지 받는 상입니다.": "Goes to places %(first)s to %(last)s.",
    "%(kinds)s에는 공직선거법에 따라 상장만 줍니다.": (
        "%(kinds)s: certificate only, under the Public Official Election Act."
    ),
    "(평균 50점, 100점 만점 아님)": "(mean 50 points, not out of 100)",
    (
        "50 + 10 × (값 − 평균) ÷ 표준편차. 평가마다 후보 전체의 평균이 50점이"
        " 되도록 바꾼 뒤 정한 비율로 반영했습니다. 100점 만점이 아닙니다."
    ): (
        "50 + 10 × (value − mean) ÷ standard deviation. In each assessment the mean of all finalists becomes"
        " 50 points; then the weights of the rule are applied. Not out of 100."
    ),
    "같은 점수가 여럿이면 하나만 뺍니다.": "Of equal scores only one is dropped.",
    "계산에서 뺀 것": "What was left out",
    "상장만": "Certificate only",
    "공직선거법에 따라 상장만": "Certificate only (election act)",
    "공직선거법에 따라 상장만 받습니다.": "Certificate only, under the Public Official Election Act.",
    "누구나 다시 뽑아 볼 수 있습니다.": "Anybody can draw it again.",
    "다른 상을 받지 않은 후보 가운데 시민의 표가 가장 많은 사례(%(votes)s표).": (
        "The finalist with most citizens' votes among those without another award (%(votes)s votes)."
    ),
    "동점을 가르는 순서를 모두 견주어도 같아 같은 순위입니다.": (
        "Every step of the tie-break is equal as well, so the rank is shared."
    ),
    "동점이면 다음 순서로 정합니다:": "Ties are broken in this order:",
    "본청과 사업소, 투자출연기관, 자치구가 제출한 민원서비스 개선 사례입니다.": (
        "Cases of better public service, submitted by city hall, city offices, invested bodies and districts."
    ),
    "상금 %(prize)s을 모두 지급합니다.": "The prize of %(prize)s is paid in full.",
    "상금이 없는 상": "No prize money",
    "상금이 없는 상입니다.": "This award carries no prize money.",
    "순위와 관계없습니다.": "It does not depend on the rank.",
    "순위와 상을 이 규칙으로만 정합니다.": "Ranks and awards are decided by this rule alone.",
    "시민의 표가 가장 많은 사례(%(votes)s표).": "The finalist with most citizens' votes (%(votes)s votes).",
    "실제 비율은 사례들의 합계 차이에 각 평가가 보탠 몫입니다. 정한 비율과 가까울수록 정한 대로 반영되었습니다.": (
        "The effective weight is the share of each assessment in the differences between the totals. The closer it is"
        " to the weight set, the more the assessments counted as set."
    ),
    "예행연습이라 위원회 대신 사례 번호 순서로 정했습니다.": (
        "A rehearsal has no committee: chosen in the order of the case numbers."
    ),
    (
        "위에서 아래로 채점표, 평점, 환산점수, 합계, 순위와 상의 차례입니다. 적힌 식을 그대로"
        " 계산해 볼 수 있습니다. 줄여 적은 수로 계산하면 끝자리가 조금 다를 수 있습니다."
    ): (
        "From top to bottom: sheets, mark, converted score, total, rank and award. The formulas can be worked out as"
        " they stand. With figures that are cut short the last digits may differ a little."
    ),
    "위원회가 정한 상입니다.": "Decided by the committee.",
    "이 누리집에 공개한 때": "Published on this site",
    "이 예행연습의 결과는 아래 규칙으로만 계산합니다.": (
        "The result of this rehearsal is computed by the rule below alone."
    ),
    "이 재현 결과는 이 누리집이 정한 아래 규칙으로만 계산했습니다.": (
        "This reconstructed result was computed by the rule below alone, which this site set."
    ),
    "재현한 회차라 규칙과 결과를 같은 날 올렸습니다.": (
        "This edition is reconstructed: its rule and its result were put up on the same day."
    ),
    "점수가 %(from)s개 이상이어서 가장 높은 점수 %(high)s개와 가장 낮은 점수 %(low)s개를 뺐습니다.": (
        "With %(from)s scores or more, the highest %(high)s and the lowest %(low)s were dropped."
    ),
    "점의 숫자는 합계 순위입니다. 점선보다 오른쪽 위에 있으면 합계가 평균보다 높습니다.": (
        "The number of a dot is the rank by total. Right of and above the dotted line the total is above the mean."
    ),
    "정한 비율은 %(nominal)s%%인데 합계 차이의 %(effective)s%%를 이 평가가 갈랐습니다.": (
        "The weight set is %(nominal)s%%, but this assessment made %(effective)s%% of the differences between totals."
    ),
    "채점표 %(due)s장 가운데 %(n)s장을 썼습니다.": "%(n)s of %(due)s sheets were used.",
    "채점표 %(due)s장을 모두 썼습니다.": "All %(due)s sheets were used.",
    "채점표 %(n)s장은 계산에서 뺐습니다.": "%(n)s sheets were left out.",
    "최종 후보 %(n)s건의 값으로 구했고, 표준편차는 사례 수(%(n)s)로 나누어 구했습니다.": (
        "Over the values of the %(n)s finalists; the standard deviation divides by their number (%(n)s)."
    ),
    "평균과 표준편차는 최종 후보 %(n)s건의 값으로 구했고, 표준편차는 사례 수(%(n)s)로 나누어 구했습니다.": (
        "Mean and standard deviation are over the values of the %(n)s finalists; the standard deviation divides by"
        " their number (%(n)s)."
    ),
    "평균과 표준편차는 최종 후보의 값으로 구하고, 표준편차는 사례 수로 나누어 구합니다.": (
        "Mean and standard deviation are over the values of the finalists; the standard deviation divides by their"
        " number."
    ),
    "추첨 순서는 씨앗값에 사례 번호를 이어 붙인 글자의 SHA-256이 작은 순서입니다.": (
        "The lot goes by the SHA-256 of the seed followed by the case number, the smallest first."
    ),
    "추첨은 규칙에 적은 값으로 정하므로 누구나 다시 뽑아 볼 수 있습니다.": (
        "The lot follows from a value in the rule, so anybody can draw it again."
    ),
    "투자출연기관": "Invested body",
    "투자출연기관이라 공직선거법에 따라 상장만 받습니다.": (
        "As an invested body it gets the certificate only, under the Public Official Election Act."
    ),
    "투표 전에 미리 공개하므로 누구나 다시 뽑아 볼 수 있습니다.": (
        "It is public before the vote, so anybody can draw it again."
    ),
    "판 번호는 산정한 순서이고, 승인받지 않은 판은 공개하지 않습니다.": (
        "Versions are numbered in the order they were computed; those not approved are not published."
    ),
    "평가별 순위와 합계 순위": "Ranks by assessment and by total",
    "평가별로 매긴 순위": "Rank in each assessment",
    "평균에 넣은 점수 %(n)s개의 합 %(mean)s": "Sum of the %(n)s scores in the mean: %(mean)s",
    "평균에 넣을 점수가 없어 평점이 없습니다.": "No score is in the mean, so there is no mark.",
    "평균이 높은 순서로 %(n)s건이 통과합니다.": "The %(n)s with the highest means go on.",
    "표준편차": "Standard deviation",
    "평균": "Mean",
    "합계가 같으면 다음 순서로 정합니다:": "Equal totals are decided in this order:",
    "합계가 같은 사례는 없습니다.": "No other case has this total.",
    "확정한 문서가 한 글자라도 바뀌면 아래의 SHA-256과 맞지 않습니다.": (
        "If the frozen document changes by one character, it no longer matches the SHA-256 below."
    ),
    (
        "환산점수(평균 50점): 평가마다 후보 전체의 평균이 50점이 되도록"
        " 바꾼 뒤 정한 비율로 반영했습니다. 100점 만점이 아닙니다."
    ): (
        "Converted scores (mean 50 points): in each assessment the mean of all finalists becomes 50 points; then the"
        " weights of the rule are applied. Not out of 100."
    ),
    # Known strings, in better English.
    "시민의 표가 가장 많은 사례": "most citizens' votes",
    "‘시민의 표가 가장 많은 사례’에만 씁니다.": "For ‘most citizens' votes’ alone.",
    "시민 %(votes)s표": "%(votes)s citizens' votes",
    "시민의 표를 가장 많이 받은 사례": "Case with most citizens' votes",
    "(%(rank)s위)": "(No. %(rank)s)",
    "누가 매긴 점수인지는 밝히지 않고, 높은 점수부터 적습니다.": (
        "Judges are not named; scores are listed from the highest."
    ),
}
