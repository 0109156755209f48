"""Step 7 of docs/open-data.md: awards."""


def give(document, contest, places):
    """[award, case, prize, payout] in the order of the rule, within an award by place and number."""
    given, standing = [], dict(places)
    if document.get("revoked_place", "empty") == "next":
        others = [case for case in places if case not in contest.revoked]
        standing = {}
        for case in others:
            better = [other for other in others if places[other] < places[case]]
            standing[case] = 1 + len(better)
    first = 1
    for award in document["awards"]:
        if award["kind"] == "ranked":
            last = first + award["places"] - 1
            winners = [case for case in standing if first <= standing[case] <= last]
            first = last + 1
        elif award["kind"] == "most_votes":
            winners = most_votes(award, contest, standing, [case for _award, case in given])
        else:
            winners = contest.committee.get(award["name"], [])
        given += [[award, case] for case in sorted(winners, key=lambda case: (places[case], case))]
    rows = []
    for award, case in given:
        if case not in contest.revoked:
            prize = award["prize_krw"]
            payout = 0 if contest.cases[case] in document["cash_excluded_kinds"] else prize
            rows.append([award["name"], case, prize, payout])
    return rows


def most_votes(award, contest, standing, already):
    candidates = [case for case in standing if contest.votes.get(case, 0) > 0]
    if not award.get("stackable", False):
        candidates = [case for case in candidates if case not in already]
    winners = []
    for case in candidates:
        ahead = 0
        for other in candidates:
            mine, theirs = contest.votes[case], contest.votes[other]
            if theirs > mine or (theirs == mine and standing[other] < standing[case]):
                ahead += 1
        if ahead < award.get("places", 1):
            winners.append(case)
    return winners
