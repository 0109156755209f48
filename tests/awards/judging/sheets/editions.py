"""An edition of tests in judging: the rule of 2021 frozen, cases of three organisations."""

import json

from django.conf import settings

from awards.judging.models import RoundMark
from awards.rule.drafting import draft_rule
from awards.rule.freezing import freeze_rule
from cases.models import Case, Organisation
from cases.numbers import number_key
from tests.cases.sheets.editions import make_edition

RULE_2021 = json.loads((settings.BASE_DIR / "awards" / "data" / "2021" / "edition.json").read_text())["rule"]
ORGANISATIONS = ("중구", "강남구", "송파구")
ONE_CRITERION = [{"name": "종합", "max": 100}]


def judged_edition(window="judging", *, slug="2026", criteria=None, is_frozen=True, cases=3):
    """Return an edition with `cases` numbered from 1, whose organisations take turns."""
    edition = make_edition(window, slug)
    document = json.loads(json.dumps(RULE_2021))
    if criteria:
        document["rounds"][0]["criteria"] = criteria
    draft_rule(edition=edition, document=document)
    if is_frozen:
        freeze_rule(edition=edition, by=None)
    make_cases(edition, cases)
    return edition


def make_cases(edition, count):
    known = {name: Organisation.objects.get_or_create(name=name, kind="자치구")[0] for name in ORGANISATIONS}
    organisations = [known[name] for name in ORGANISATIONS]
    Case.objects.bulk_create(
        Case(
            edition=edition,
            number=str(number),
            number_key=number_key(str(number)),
            title=f"사례 {number}",
            organisation=organisations[(number - 1) % len(organisations)],
        )
        for number in range(1, count + 1)
    )


def close_first_round(edition, *passed):
    """Close round 1 as the records say it: the cases with the numbers `passed` go on."""
    round_ = edition.rounds.get(order=1)
    round_.closed_at = edition.judging_open_at
    round_.save()
    RoundMark.objects.bulk_create(
        RoundMark(round=round_, case=case, mark="80", has_passed=case.number in passed)
        for case in edition.cases.all()
    )
