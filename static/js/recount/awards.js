// Who wins what, and what is paid.

function rankedTier(tier, ranked, first) {
  return ranked.filter((one) => one.place >= first && one.place < first + tier.places);
}

// The most votes; equal votes go by place, those still equal share; nobody wins with none.
function mostVotes(tier, ranked, given) {
  const order = (a, b) => b.votes.compare(a.votes) || a.place - b.place;
  const free = ranked.filter((one) => !one.votes.isZero && (tier.stackable || !given.has(one.number)));
  const line = free.toSorted(order)[tier.places - 1];
  return line ? free.filter((one) => order(one, line) <= 0) : free;
}

// Their places among the others, as if those whose awards were revoked had none.
function movedUp(ranked, revoked) {
  const others = ranked.filter((one) => !revoked.includes(one.number));
  return others.map((one) => ({ ...one, place: 1 + others.filter((other) => other.place < one.place).length }));
}

function standing({ revoked_place: place = "empty" }, ranked, revoked) {
  if (place !== "empty" && place !== "next") throw new RangeError(`unknown place of the revoked: ${place}`);
  return place === "next" ? movedUp(ranked, revoked) : ranked;
}

// [{number, award, kind, prize_krw, payout_krw}] in the order of the rule. `kinds` tells the kind of each case's office;
// what those of `revoked` had falls away.
export function allocate(rule, ranked, committee, kinds, revoked) {
  const placed = standing(rule, ranked, revoked);
  const given = new Set();
  const won = [];
  let first = 1;
  for (const tier of rule.awards) {
    let winners;
    if (tier.kind === "ranked") {
      winners = rankedTier(tier, placed, first).map((one) => one.number);
      first += tier.places;
    } else if (tier.kind === "most_votes") {
      winners = mostVotes(tier, placed, given).map((one) => one.number);
    } else if (tier.kind === "committee") {
      winners = committee?.[tier.name] ?? [];
    } else {
      throw new RangeError(`unknown kind of award: ${tier.kind}`);
    }
    for (const number of winners) {
      const isPaid = !rule.cash_excluded_kinds.includes(kinds.get(number));
      given.add(number);
      won.push({
        number,
        award: tier.name,
        kind: tier.kind,
        prize_krw: tier.prize_krw,
        payout_krw: isPaid ? tier.prize_krw : 0,
      });
    }
  }
  return won.filter((one) => !revoked.includes(one.number));
}

export const sumOf = (won, key) => won.reduce((all, one) => all + one[key], 0);
