"""The page of the open data in plain values."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from awards.outcome.opendata.models import ONE_FILE, ResultBundle
from awards.outcome.opendata.package import LICENCE
from cases.models import Edition
from voting.models import Seal

WORDS = {
    ONE_FILE: _("결과를 다시 계산하는 데 필요한 모든 자료를 담은 파일"),
    "cases.csv": _("심사한 모든 사례의 번호, 사례명, 기관, 최종 후보인지와 철회했는지"),
    "judges.csv": _("심사위원별 점수 합계. 심사위원은 심사마다 새로 섞은 차례로만 적습니다."),
    "ballots.csv": _("투표지 한 장이 한 줄. 고른 사례만 있고 누가 언제 골랐는지는 없습니다."),
    "votes.csv": _("사례별 득표"),
    "result.csv": _("순위, 득표, 묶음별 값과 환산점수, 합계, 상, 상금과 지급액"),
    "rule.json": _("심사 전에 확정한 산정 규칙"),
    "datapackage.json": _("파일마다 어떤 칸이 있는지 적은 설명과 이용 조건(Frictionless Data Package)"),
}
DISCLOSED = {
    Edition.Disclosure.FINALISTS: _(
        "최종 후보가 받은 심사위원별 점수를 싣고, 나머지 사례는 이름 없이 평점만 싣습니다."
    ),
    Edition.Disclosure.MARKS_ONLY: _("심사위원별 점수는 싣지 않고 평점만 싣습니다."),
    Edition.Disclosure.ALL: _("모든 사례가 받은 심사위원별 점수를 싣습니다."),
}


@dataclass(frozen=True)
class Entry:
    """A file on the list."""

    name: str
    words: str
    size: int
    sha256: str
    address: str


class DataPage:
    """Everything the page says about the files of `bundle`."""

    licence = LICENCE

    def __init__(self, edition: Edition, bundle: ResultBundle):
        self.edition, self.bundle, self.version = edition, bundle, bundle.result.version

    @cached_property
    def entries(self) -> list[Entry]:
        files = self.bundle.files.defer("content")
        return [self._entry(ONE_FILE, self.bundle), *(self._entry(file.name, file) for file in files)]

    def _entry(self, name, stored):
        address = reverse("awards:data_file", args=[self.edition.slug, name])
        if self.version != self.newest:
            address += f"?version={self.version}"
        return Entry(name, WORDS[name], stored.size, stored.sha256, address)

    @cached_property
    def versions(self) -> list[int]:
        """All public versions, the newest first."""
        told = ResultBundle.objects.told(self.edition, timezone.now())
        return list(told.values_list("result__version", flat=True))

    @property
    def newest(self) -> int:
        return self.versions[0]

    @property
    def others(self) -> Iterator[int]:
        return (version for version in self.versions if version != self.version)

    @property
    def command(self) -> str:
        return f"python3 recount.py {ONE_FILE} --sha256 {self.bundle.sha256}"

    @property
    def disclosed(self) -> str:
        return DISCLOSED[self.edition.disclosure]

    @cached_property
    def has_single_ballots(self) -> bool:
        return any(entry.name == "ballots.csv" for entry in self.entries)

    @cached_property
    def has_votes_alone(self) -> bool:
        return any(entry.name == "votes.csv" for entry in self.entries)

    @cached_property
    def seal(self) -> Seal | None:
        return Seal.objects.filter(poll__edition=self.edition).first()
