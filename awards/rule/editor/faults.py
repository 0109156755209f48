"""The faults of a document at their places in the form, in the words of an announcement.

Nothing is checked here: `parse_rule` and the columns say what is wrong, by a path and a sentence that knows the
document; this says where that stands in the form, and the sentence again for people who never see the document.
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from awards.arithmetic.document import Problem

# Path of the document → (form, field). "" stands for the form as a whole.
PLACES = [
    (re.compile(pattern), form, name)
    for pattern, form, name in (
        (r"rounds\[(\d+)\]\.criteria\[(\d+)\]\.(name|max)", "rounds-{0}-criteria-{1}", "{2}"),
        (r"rounds\[(\d+)\]\.trim\.from_totals", "rounds-{0}", "trim_from"),
        (r"rounds\[(\d+)\]\.trim\.(high|low)", "rounds-{0}", "trim_{1}"),
        (r"rounds\[(\d+)\]\.trim", "rounds-{0}", "trim_from"),
        (r"rounds\[(\d+)\]\.(name|method|cut|trim_from|trim_high|trim_low)", "rounds-{0}", "{1}"),
        (r"rounds\[(\d+)\].*", "rounds-{0}", ""),
        (r"groups\[(\d+)\]\.sources\[(\d+)\]\.weight", "groups-{0}-sources-{1}", "weight"),
        (r"groups\[(\d+)\]\.sources\[(\d+)\].*", "groups-{0}-sources-{1}", "source"),
        (r"groups\[(\d+)\]\.conversion\.table.*", "groups-{0}", "table"),
        (r"groups\[(\d+)\]\.conversion.*", "groups-{0}", "conversion"),
        (r"groups\[(\d+)\]\.(name|weight)", "groups-{0}", "{1}"),
        (r"groups\[(\d+)\].*", "groups-{0}", ""),
        (r"tie_chain\[(\d+)\]", "ties-{0}", "step"),
        (r"tie_chain", "ties", ""),
        (r"awards\[(\d+)\]\.(name|kind|places|prize_krw)", "awards-{0}", "{1}"),
        (r"awards\[(\d+)\].*", "awards-{0}", "name"),
        (r"(rounds|groups|awards)", "{0}", ""),
        (r"poll\.(choices|k)", "", "{0}"),
        (r"bonus.*", "", "bonus_cap"),
        (r"cash_excluded_kinds.*", "", "cash_excluded_kinds"),
        (r"(decimals|lot_seed|revoked_place)", "", "{0}"),
    )
]

# Sentences of the check → sentences of the form.
WORDS = [
    (re.compile(pattern), words)
    for pattern, words in (
        (r"글자가 있어야 하는데 비었거나", _("비어 있습니다. 적거나 골라 주세요.")),
        (r"정수가 아닙니다\. (?P<least>\d+) 이상의", _("%(least)s 이상의 수를 적어 주세요.")),
        (
            r"정수가 아닙니다\. (?P<least>\d+)~(?P<most>\d+)의",
            _("%(least)s부터 %(most)s까지의 수를 적어 주세요."),
        ),
        (
            r"값 (?P<value>.+)이\(가\) 범위를 벗어났습니다\. (?P<least>\d+) 이상의",
            _("지금은 %(value)s입니다. %(least)s 이상의 수로 고쳐 주세요."),
        ),
        (
            r"값 (?P<value>.+)이\(가\) 범위를 벗어났습니다\. (?P<least>\d+)~(?P<most>\d+)의",
            _("지금은 %(value)s입니다. %(least)s부터 %(most)s까지의 수로 고쳐 주세요."),
        ),
        (r"수가 아닙니다\.", _("수를 적어 주세요. 예: 50 또는 33.5")),
        (r"소수점 있는 수를 따옴표 없이", _("수를 다시 적어 주세요. 예: 50 또는 33.5")),
        (r"음수입니다\.", _("0보다 작습니다. 0 이상의 수로 고쳐 주세요.")),
        (r"0입니다\.", _("0입니다. 0보다 큰 수로 고쳐 주세요.")),
        (r"모르는 동점 단계", _("알 수 없는 단계입니다. 목록에서 다시 고르거나 이 줄을 지워 주세요.")),
        (r"모르는 (?P<what>[^(]+)\(", _("‘%(what)s’을(를) 목록에서 골라 주세요.")),
        (r"출처는 round", _("무엇을 반영하는지 골라 주세요.")),
        (
            r"점수표는 rank_points에만",
            _(
                "순위 점수표는 환산 방법이 ‘순위 점수’일 때만 씁니다. 환산 방법을 바꾸거나 점수표를 비워 주세요."
            ),
        ),
        (
            r"앞 순위보다 점수가 높습니다",
            _("뒤 순위의 점수가 앞 순위보다 높습니다. 1위부터 점수가 내려가는 차례로 적어 주세요."),
        ),
        (
            r"점수 (?P<all>\d+)개에서 (?P<out>\d+)개를 빼면",
            _(
                "점수 %(all)s개에서 %(out)s개를 빼면 남는 점수가 없습니다. 빼는 개수를 줄이거나, %(out)s개보다 많은 "
                "점수가 있을 때부터 빼도록 고쳐 주세요."
            ),
        ),
        (
            r"(?P<what>.+) 이름 “(?P<name>.+)”이\(가\) 앞에 이미",
            _("‘%(name)s’이(가) 앞에 이미 있습니다. 다른 이름으로 고쳐 주세요."),
        ),
        (r"비었습니다\. 합이 100이", _("하나도 없습니다. 합이 100이 되도록 하나 이상 적어 주세요.")),
        (
            r"심사항목 배점의 합이 (?P<sum>[\d.]+)입니다",
            _("심사항목의 배점을 더하면 %(sum)s점입니다. 100점이 되도록 고쳐 주세요."),
        ),
        (
            r"그룹 가중치의 합이 (?P<sum>[\d.]+)입니다",
            _("반영 비율을 더하면 %(sum)s%%입니다. 100%%가 되도록 고쳐 주세요."),
        ),
        (
            r"이 그룹의 출처 가중치의 합이 (?P<sum>[\d.]+)입니다",
            _("이 묶음 안의 비율을 더하면 %(sum)s%%입니다. 100%%가 되도록 고쳐 주세요."),
        ),
        (
            r"시민투표가 없는 규칙입니다\.",
            _("시민투표를 하지 않는 규칙입니다. 시민투표를 정하거나 이 줄을 지워 주세요."),
        ),
        (r".*번 심사가 없습니다\.", _("지워진 심사입니다. 다시 고르거나 이 줄을 지워 주세요.")),
        (
            r"같은 출처가 이 그룹에 두 번",
            _("이 묶음에 같은 것이 두 번 있습니다. 비율을 합쳐 한 줄만 남겨 주세요."),
        ),
        (
            r"앞 심사는 (?P<before>\d+)건, 여기는 (?P<here>\d+)건이",
            _(
                "앞 심사에서 %(before)s건만 통과하는데 여기는 %(here)s건입니다. %(before)s건 이하로 고쳐 주세요."
            ),
        ),
        (
            r"후보 (?P<all>\d+)건에서 (?P<k>\d+)건을",
            _("최종 후보가 %(all)s건인데 %(k)s건을 고르게 합니다. %(all)s건 이하로 고쳐 주세요."),
        ),
        (r"“.+” 단계가 앞에 이미 있습니다", _("같은 단계가 앞에 이미 있습니다. 한 줄만 남겨 주세요.")),
        (
            r"추첨\(lot\) 뒤의 단계",
            _(
                "추첨을 하면 동점이 남지 않으므로 그 뒤의 단계는 쓰이지 않습니다. 추첨을 맨 끝으로 옮겨 주세요."
            ),
        ),
        (
            r"추첨\(lot\)이 있는데 씨앗",
            _("동점을 추첨으로 정하는데 씨앗값이 비어 있습니다. 투표 전에 공개할 글자를 적어 주세요."),
        ),
        (r"“.*” 그룹이 없습니다\.", _("그런 이름의 묶음이 없습니다. 다시 고르거나 이 줄을 지워 주세요.")),
        (
            r"시민투표가 없는 규칙이라 득표로",
            _("시민투표를 하지 않으므로 득표로 가릴 수 없습니다. 시민투표를 정하거나 이 줄을 지워 주세요."),
        ),
        (
            r"순위로 주는 상이 (?P<places>\d+)건인데 마지막 심사는 (?P<all>\d+)건만",
            _(
                "순위로 주는 상이 모두 %(places)s건인데 최종 후보는 %(all)s건입니다. "
                "상의 건수를 줄이거나 심사에서 통과하는 건수를 늘려 주세요."
            ),
        ),
        (
            r"시민투표가 없는 규칙에는 최다 득표상",
            _(
                "시민투표를 하지 않으므로 최다 득표로 줄 수 없습니다. 시민투표를 정하거나 다른 종류를 골라 주세요."
            ),
        ),
        (r"‘.*’ 기관 유형은 없습니다", _("없는 기관 유형입니다. 목록에서 골라 주세요.")),
    )
]


@dataclass(frozen=True)
class Fault:
    """A sentence about `field` of the form with this prefix; without a field about the whole of it."""

    prefix: str
    field: str
    words: str


def fault_of(problem: Problem) -> Fault:
    """Return where the fault stands in the form, and its words."""
    prefix, name = _place(problem.path)
    return Fault(prefix, name, _said(problem))


def _place(path):
    for pattern, prefix, name in PLACES:
        if found := pattern.fullmatch(path):
            return prefix.format(*found.groups()), name.format(*found.groups())
    return "", ""


def _said(problem):
    sentence = problem.message.removeprefix(f"{problem.path}: ")
    for pattern, words in WORDS:
        if found := pattern.match(sentence):
            return str(words) % found.groupdict()
    return sentence
