"""Numbers that do not agree, as they are signed, and as sentences."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from voting.identity.methods import title_of_method

# Of the box {"participations", "ballots"}; of the counts {method: {"participations", "count"}}.
Sizes = Mapping[str, Any]


def words_of(sizes: Sizes) -> list[str]:
    """One sentence for the box, one for each method of the counts."""
    if "ballots" in sizes:
        told = {name: f"{n:,}" for name, n in sizes.items()}
        told["difference"] = f"{abs(sizes['participations'] - sizes['ballots']):,}"
        return [
            _("참여 %(participations)s건과 투표지 %(ballots)s장이 맞지 않습니다(차이 %(difference)s).") % told
        ]
    return [_count_words(method, one) for method, one in sizes.items()]


def _count_words(method, sizes):
    told = {"method": title_of_method(method), "n": f"{sizes['participations']:,}"}
    if sizes["count"] is None:
        return _("%(method)s: 참여 %(n)s건을 견줄 업체의 인증 건수가 없습니다.") % told
    told |= {
        "count": f"{sizes['count']:,}",
        "difference": f"{abs(sizes['participations'] - sizes['count']):,}",
    }
    return (
        _("%(method)s: 참여 %(n)s건이 업체가 센 인증 %(count)s건과 맞지 않습니다(차이 %(difference)s).")
        % told
    )
