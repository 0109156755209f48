"""What the parts of a rule demand of each other: faults that only show when the whole document is read."""

from .document import Problems
from .terms import AwardKind, Rule

_PLAIN_STEPS = ("votes", "lot")


def _lacks_poll(rule: Rule, problems: Problems) -> bool:
    """Whether the rule says that there is no vote (one that cannot be read is its own fault)."""
    return rule.poll is None and not problems.at("poll")


def check_sources(rule: Rule, problems: Problems) -> None:
    """Every source is a round of this rule, or its poll, and none counts twice in a group."""
    for g, group in enumerate(rule.groups):
        for s, source in enumerate(group.sources):
            path = f"groups[{g}].sources[{s}]"
            if problems.at(path, f"{path}.round", f"{path}.poll"):
                continue
            if source.round is None and _lacks_poll(rule, problems):
                problems.note(
                    f"{path}.poll", "시민투표가 없는 규칙입니다. poll을 정하거나 이 출처를 지우십시오."
                )
            if source.round is not None and source.round > len(rule.rounds) and not problems.at("rounds"):
                problems.note(
                    f"{path}.round",
                    f"{source.round}번 심사가 없습니다. rounds에 있는 순서로 고치십시오.",
                )
            if source.round in [earlier.round for earlier in group.sources[:s]]:
                problems.note(path, "같은 출처가 이 그룹에 두 번 있습니다. 가중치를 합쳐 하나만 남기십시오.")


def check_cuts(rule: Rule, problems: Problems) -> None:
    """No round lets more cases through than an earlier one did."""
    smallest: int | None = None
    for n, round_ in enumerate(rule.rounds):
        if round_.cut is None:
            continue
        if smallest is not None and round_.cut > smallest:
            problems.note(
                f"rounds[{n}].cut",
                f"앞 심사는 {smallest}건, 여기는 {round_.cut}건이 통과합니다. {smallest} 이하로 고치십시오.",
            )
        smallest = round_.cut if smallest is None else min(smallest, round_.cut)


def check_poll(rule: Rule, problems: Problems) -> None:
    """A ballot cannot name more cases than stand for the vote."""
    if rule.poll and rule.last_cut is not None and rule.poll.k > rule.last_cut:
        problems.note(
            "poll.k",
            f"후보 {rule.last_cut}건에서 {rule.poll.k}건을 고르게 합니다. {rule.last_cut} 이하로 고치십시오.",
        )


def check_tie_chain(rule: Rule, problems: Problems) -> None:
    """Every tie step is known and can be taken; the lot, which ends any tie, comes last and has its seed."""
    for n, step in enumerate(rule.tie_chain):
        path = f"tie_chain[{n}]"
        if step and not problems.at(path):
            fault = _step_fault(rule, step, problems)
            if fault:
                problems.note(path, fault)
            if step in rule.tie_chain[:n]:
                problems.note(path, f"“{step}” 단계가 앞에 이미 있습니다. 하나만 남기십시오.")
    if "lot" in rule.tie_chain:
        if rule.tie_chain[-1] != "lot":
            problems.note("tie_chain", "추첨(lot) 뒤의 단계는 쓰일 수 없습니다. lot을 맨 끝으로 옮기십시오.")
        if not rule.lot_seed and not problems.at("lot_seed"):
            problems.note(
                "lot_seed", "추첨(lot)이 있는데 씨앗 문자열이 비었습니다. 투표 전에 공개할 값을 적으십시오."
            )


def _step_fault(rule: Rule, step: str, problems: Problems) -> str | None:
    kind, colon, name = step.partition(":")
    if kind == "group" and colon:
        known = [group.name for group in rule.groups]
        found = name in known or not known
        return None if found else f"“{name}” 그룹이 없습니다. groups에 있는 이름으로 고치십시오."
    if kind == "round" and colon:
        known = [str(order) for order in range(1, len(rule.rounds) + 1)]
        found = name in known or problems.at("rounds")
        return None if found else f"{name}번 심사가 없습니다. rounds에 있는 순서로 고치십시오."
    if step not in _PLAIN_STEPS:
        return f"모르는 동점 단계({step})입니다. group:이름, round:순서, votes, lot 가운데 하나로 고치십시오."
    if step == "votes" and _lacks_poll(rule, problems):
        return "시민투표가 없는 규칙이라 득표로 가릴 수 없습니다. poll을 정하거나 이 단계를 지우십시오."
    return None


def check_awards(rule: Rule, problems: Problems) -> None:
    """Ranked tiers fit among the finalists, and votes can only win an award where there is a vote."""
    ranked = sum(award.places for award in rule.awards if award.kind == AwardKind.RANKED)
    if rule.last_cut is not None and ranked > rule.last_cut:
        problems.note(
            "awards",
            f"순위로 주는 상이 {ranked}건인데 마지막 심사는 {rule.last_cut}건만 통과시킵니다. "
            "places를 줄이거나 cut을 늘리십시오.",
        )
    for n, award in enumerate(rule.awards):
        if award.kind == AwardKind.MOST_VOTES and _lacks_poll(rule, problems):
            problems.note(
                f"awards[{n}].kind",
                "시민투표가 없는 규칙에는 최다 득표상이 있을 수 없습니다. 종류를 바꾸십시오.",
            )
