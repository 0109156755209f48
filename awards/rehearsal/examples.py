"""Example cases for a year of which only the winners are known, drawn from a seed and marked as examples."""

import random
from collections.abc import Iterable
from itertools import product

HEADER = ["사례번호", "기관명", "기관구분", "사례명", "요약", "출처", "예시여부"]
ORGANISATIONS = {
    "자치구": (
        "강남구 강동구 강북구 강서구 관악구 광진구 구로구 금천구 노원구 도봉구 동대문구 동작구 마포구 "
        "서대문구 서초구 성동구 성북구 송파구 양천구 영등포구 용산구 은평구 종로구 중구 중랑구"
    ),
    "본청": "교통실 복지실 주택실 문화본부 행정국 재무국",
    "사업소": "서울도서관 서울대공원 동부도로사업소 남부도로사업소",
    "투자출연기관": "서울교통공사 서울시설공단 서울주택도시공사 서울의료원 120다산콜재단",
}
SERVICES = (
    "민원 접수",
    "증명서 발급",
    "시설 예약",
    "전화 상담",
    "불편 신고",
    "요금 감면",
    "방문 상담",
    "정보 공개",
    "교육 신청",
    "안내 표지",
    "환불 처리",
    "서류 제출",
)
CHANGES = (
    "대기 순서 문자 안내",
    "모바일 서비스 도입",
    "처리 과정 알림",
    "큰 글씨 안내문 제작",
    "외국어 안내 확대",
    "야간 창구 운영",
    "절차 간소화",
    "담당자 한 번에 찾기",
)


def example_rows(*, seed: str, numbers: Iterable[str]) -> list[list[str]]:
    """Return a row of a case sheet per number: an example, said to be one; no two share a title (up to 96)."""
    draw = random.Random(seed)
    bodies = [(name, kind) for kind, names in ORGANISATIONS.items() for name in names.split()]
    titles = draw.sample([f"{service} {change}" for service, change in product(SERVICES, CHANGES)], 96)
    rows = []
    for number, title in zip(numbers, titles, strict=False):
        name, kind = draw.choice(bodies)
        told = f"{title}에 관한 예시 사례이다. 실제로 제출된 사례가 아니다."
        rows.append([number, name, kind, title, told, "예시", "예"])
    return rows
