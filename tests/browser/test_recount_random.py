"""The recount in the browser over random editions, which nobody worked out on paper, and over 2021 as published."""

import json

import pytest
from playwright.sync_api import expect

from awards.arithmetic.computation import compute
from awards.arithmetic.rule import parse_rule
from tests.awards.arithmetic.agreement import compare
from tests.awards.arithmetic.random_bundles import bundle_of
from tests.awards.arithmetic.random_editions import random_edition
from tests.browser.recount_bundles import canonical
from tests.browser.test_recount import PAGE, SAME, recount
from tests.browser.test_recount_faults import DIFFERENT, first_difference

# Chosen for what they hold together; the first has the award that is changed below.
SEEDS = (3, 327, 266)
HELD = {
    "recused", "trimmed", "three groups", "tie broken by the lot", "most votes", "committee", "withdrawn finalist",
    "award revoked, next moved up", "award revoked, place empty",
}  # fmt: skip
MANY = 150
RECOUNT_ALL = """async (texts) => {
    const address = performance.getEntriesByType("resource").map((one) => one.name);
    const { recount, Tally } = await import(address.find((name) => name.includes("/js/recount/steps.")));
    const told = [];
    for (const text of texts) {
        const tally = new Tally();
        let stopped = null;
        for await (const step of recount(new TextEncoder().encode(text), "", async () => {})) {
            tally.add(step);
            stopped ??= step.stopped ?? null;
        }
        told.push(tally.first || stopped ? JSON.stringify([tally.first, stopped]) : "");
    }
    return told;
}"""


def bundle_of_seed(seed):
    edition = random_edition(seed)
    bundle = bundle_of(edition, compute(parse_rule(edition.document), edition.contest))
    return json.loads(canonical(bundle))


def test_published_2021_agrees(page):
    page.goto(PAGE)
    verdict = page.locator("section[aria-labelledby=verdict]")

    expect(verdict.locator("h2")).to_have_text(SAME)
    assert "다른 값 0개" in verdict.inner_text()
    assert page.console == []


def test_seeds_hold_together_what_they_were_chosen_for():
    assert set.union(*(set(compare(seed).features) for seed in SEEDS)) >= HELD


@pytest.mark.parametrize("seed", SEEDS)
def test_random_edition_agrees(page, seed):
    verdict = recount(page, bundle_of_seed(seed))

    expect(verdict.locator("h2")).to_have_text(SAME)
    assert "다른 값 0개" in verdict.inner_text()
    assert page.console == []


def test_changed_number_of_a_random_edition_is_shown_first(page):
    bundle = bundle_of_seed(SEEDS[0])
    row = bundle["result"]["rows"][1]
    published, total = row["total"], f"{row['total'][:-1]}{(int(row['total'][-1]) + 1) % 10}"
    row["total"] = total
    verdict = recount(page, bundle)

    expect(verdict.locator("h2")).to_have_text(DIFFERENT)
    assert first_difference(verdict) == (
        "합계",
        f"{row['number']} 사례 {row['number']}의 이름",
        total,
        published,
    )


def test_many_random_editions_agree(page):
    page.goto(PAGE)
    page.locator("section[aria-labelledby=verdict]").wait_for()
    texts = [canonical(bundle_of_seed(seed)) for seed in range(MANY)]

    told = page.evaluate(RECOUNT_ALL, texts)

    assert {seed: words for seed, words in enumerate(told) if words} == {}
    assert len(told) == MANY


def test_revoked_awards_are_told(page):
    recount(page, bundle_of_seed(SEEDS[0]))
    step = page.locator("section[aria-labelledby=step-awards]")

    expect(step).to_contain_text("수상이 취소된 사례를 빼고 다음 순위의 사례에 상을 줍니다.")
    expect(step.locator("tbody tr").first).to_contain_text("수상이 취소된 사례")
