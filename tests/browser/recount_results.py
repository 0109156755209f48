"""Published results made by hand. Every number in them was worked out on paper, none by a program.

Each function returns a new bundle, so that a test may change it.
"""

from tests.browser.recount_bundles import bundle, case, group, judged, round_rule, row, rule, seal, tier, won

HALF = "심사", "시민투표"


def standard():
    """Three values one step apart: q is 10·√(3/2) = 12.2474487… up and down. A trim from five totals on."""
    trim = {"from_totals": 5, "high": 1, "low": 1}
    expert, citizens = HALF
    return bundle(
        rule(
            [
                group(expert, 50, "standard", ("round", 1, 100)),
                group(citizens, "50", {"method": "standard"}, ("poll", 1, "100")),
            ],
            [round_rule(1, cut=3, trim=trim)],
            [tier("최우수상", "ranked", 1, 2_000_000), tier("우수상", "ranked", 2, 1_000_000)],
            poll={"choices": "exactly", "k": 2},
            tie_chain=[f"group:{citizens}", "lot"],
            lot_seed="s",
            cash_excluded_kinds=["투자·출연기관"],
        ),
        [
            case("1", finalist=False),
            case("2", "투자·출연기관"),
            case("10"),
            case("24", "본청"),
            case("31", finalist=False),
        ],
        [
            judged(
                1,
                {
                    "2": ["95", "90", "88", "99", "80"],
                    "10": ["90", "90.5", "89.5", "70", "100"],
                    "24": ["85", "89", None, "91", "91"],
                },
                {"2": "91", "10": "90", "24": "89"},
            )
        ],
        [
            row(
                "10",
                1,
                30,
                "56.124",
                {expert: ("90", "90", "50.000", "25.000"), citizens: ("30", "30", "62.247", "31.124")},
            ),
            row(
                "2",
                2,
                10,
                "50.000",
                {expert: ("91", "91", "62.247", "31.124"), citizens: ("10", "10", "37.753", "18.876")},
            ),
            row(
                "24",
                3,
                20,
                "43.876",
                {expert: ("89", "89", "37.753", "18.876"), citizens: ("20", "20", "50.000", "25.000")},
            ),
        ],
        [
            won("10", "최우수상", "ranked", 2_000_000, 2_000_000),
            won("2", "우수상", "ranked", 1_000_000, 0),
            won("24", "우수상", "ranked", 1_000_000, 1_000_000),
        ],
        {expert: ("50", "50.0"), citizens: ("50", "50.0")},
        (4_000_000, 3_000_000),
        others=[["60"], ["177/2"]],
        ballots=["10,24"] * 20 + ["2,10"] * 10,
        votes={"2": 10, "10": 30, "24": 20},
        seal=seal(30),
    )


def two_rounds():
    """A panel's round; the line of its cut is parted by the first round; one finalist withdrew; ballots are not told.

    min_max of 85, 65, 79 and the share of the leader of 50, 100, 25 votes; a bonus that the cap cuts.
    """
    expert, citizens = HALF
    return bundle(
        rule(
            [
                group(expert, 60, "min_max", ("round", 1, 50), ("round", 2, 50)),
                group(citizens, 40, "share_of_leader", ("poll", 1, 100)),
            ],
            [round_rule(1, cut=5), round_rule(2, cut=4, method="panel")],
            [
                tier("으뜸상", "ranked", 1, 1_000_000),
                tier("시민상", "most_votes", 1, 500_000),
                tier("동행상", "committee", 1, 300_000),
                tier("인기상", "most_votes", 1, 100_000, stackable=True),
            ],
            poll={"choices": "up_to", "k": 2},
            bonus={"cap": "2"},
            decimals=1,
            tie_chain=["round:2", "votes"],
            cash_excluded_kinds=["사업소"],
        ),
        [
            case("1"),
            case("2"),
            case("3", withdrawn=True),
            case("4", "사업소"),
            case("5", finalist=False),
            case("6", finalist=False),
        ],
        [
            judged(
                1,
                {"1": ["78", "82"], "2": ["70", "70"], "3": ["75", None], "4": ["76", "80"]},
                {"1": "80", "2": "70", "3": "75", "4": "78"},
            ),
            judged(
                2,
                {"1": ["90"], "2": ["60"], "3": ["85"], "4": ["80"]},
                {"1": "90", "2": "60", "3": "85", "4": "80"},
            ),
        ],
        [
            row(
                "1",
                1,
                50,
                "80.0",
                {expert: ("85", "85", "100.0", "60.0"), citizens: ("50", "50", "50.0", "20.0")},
            ),
            row(
                "4",
                2,
                25,
                "54.0",
                {expert: ("79", "79", "70.0", "42.0"), citizens: ("25", "25", "25.0", "10.0")},
            ),
            row(
                "2",
                3,
                100,
                "41.5",
                {expert: ("65", "65", "0.0", "0.0"), citizens: ("100", "100", "100.0", "40.0")},
            ),
            row("3", None, 30, "", {}),
        ],
        [
            won("1", "으뜸상", "ranked", 1_000_000, 1_000_000),
            won("2", "시민상", "most_votes", 500_000, 500_000),
            won("4", "동행상", "committee", 300_000, 0),
            won("2", "인기상", "most_votes", 100_000, 100_000),
        ],
        {expert: ("60", "134.8"), citizens: ("40", "-34.8")},
        (1_900_000, 1_600_000),
        others=[["65", None], ["69", "60"]],
        votes={"1": 50, "2": 100, "3": 30, "4": 25},
        seal=seal(150),
        bonus={"2": "1.5", "4": "3"},
        committee={"동행상": ["4"]},
    )


def ties():
    """Five totals of 80, parted one after the other by a group, a round, the votes and the lot; no cut at all.

    `printf 2026-lot4 | sha256sum` begins with 090a, that of 2026-lot5 with b839: 4 comes first.
    """
    halves = {"가": 1, "나": 2}
    firsts = {"1": "90", "2": "80", "3": "80", "4": "80", "5": "80", "6": "70"}
    seconds = firsts | {"1": "70"}
    thirds = {"1": "50", "2": "95", "3": "90", "4": "90", "5": "90", "6": "99"}
    votes = {"1": 0, "2": 0, "3": 9, "4": 5, "5": 5, "6": 1}
    halved = {"90": "45.00", "80": "40.00", "70": "35.00"}

    def placed(number, rank, total, step):
        marks = zip(halves, (firsts[number], seconds[number]), strict=True)
        groups = {name: (mark, mark, f"{mark}.00", halved[mark]) for name, mark in marks}
        return row(number, rank, votes[number], total, groups, step)

    return bundle(
        rule(
            [group(name, 50, "as_scored", ("round", order, 100)) for name, order in halves.items()],
            [round_rule(1), round_rule(2), round_rule(3)],
            [tier("으뜸상", "ranked", 2, 100)],
            poll={"choices": "exactly", "k": 1},
            decimals=2,
            tie_chain=["group:가", "round:3", "votes", "lot"],
            lot_seed="2026-lot",
        ),
        [case(number) for number in firsts],
        [
            judged(order, {n: [mark] for n, mark in marks.items()}, marks)
            for order, marks in enumerate((firsts, seconds, thirds), 1)
        ],
        [
            placed("1", 1, "80.00", "group:가"),
            placed("2", 2, "80.00", "round:3"),
            placed("3", 3, "80.00", "votes"),
            placed("4", 4, "80.00", "lot"),
            placed("5", 5, "80.00", "lot"),
            placed("6", 6, "70.00", ""),
        ],
        [won("1", "으뜸상", "ranked", 100, 100), won("2", "으뜸상", "ranked", 100, 100)],
        # From the mean of the totals five are 5/3 away and one -25/3: 50, 100/3 and 250/3 are the (co)variances.
        {"가": ("50", "60.0"), "나": ("50", "40.0")},
        (200, 200),
        ballots=["3"] * 9 + ["4"] * 5 + ["5"] * 5 + ["6"],
        votes=votes,
        seal=seal(20),
    )


def shared():
    """Equal places that nothing parts: points by place, by a table, a share of 10 votes, and 50 where all are equal."""
    names = ("가", "나", "다", "라")
    table = {"method": "rank_points", "table": ["12", "10"]}
    groups = [
        group("가", 40, "rank_points", ("round", 1, 100)),
        group("나", 20, table, ("round", 1, 100)),
        group("다", 20, "share_of_total", ("poll", 1, 100)),
        group("라", 20, "standard", ("round", 2, 100)),
    ]

    def placed(number, rank, mark, votes, total, points, weighted):
        exact = (mark, mark, str(votes), "77")
        told = zip(exact, exact, points, weighted, strict=True)
        return row(number, rank, votes, total, dict(zip(names, told, strict=True)))

    middle = ("44.000", ("62.500", "5.000", "40.000", "50.000"), ("25.000", "1.000", "8.000", "10.000"))
    return bundle(
        rule(
            groups,
            [round_rule(1), round_rule(2)],
            [
                tier("대상", "ranked", 1, 3_000_000),
                tier("금상", "ranked", 1, 2_000_000),
                tier("은상", "ranked", 2, 1_000_000),
                tier("인기상", "most_votes", 1, 500_000, stackable=True),
            ],
            poll={"choices": "up_to", "k": 2},
            tie_chain=["group:가", "votes"],
        ),
        [case(number) for number in "1234"],
        [
            judged(
                1,
                {"1": ["89", "91"], "2": ["80", "80"], "3": ["79.5", "80.5"], "4": ["70", "70"]},
                {"1": "90", "2": "80", "3": "80", "4": "70"},
            ),
            judged(2, {number: ["77"] for number in "1234"}, dict.fromkeys("1234", "77")),
        ],
        [
            placed(
                "1",
                1,
                "90",
                0,
                "52.400",
                ("100.000", "12.000", "0.000", "50.000"),
                ("40.000", "2.400", "0.000", "10.000"),
            ),
            placed("2", 2, "80", 4, *middle),
            placed("3", 2, "80", 4, *middle),
            placed(
                "4",
                4,
                "70",
                2,
                "24.000",
                ("25.000", "0.000", "20.000", "50.000"),
                ("10.000", "0.000", "4.000", "10.000"),
            ),
        ],
        [
            won("1", "대상", "ranked", 3_000_000, 3_000_000),
            won("2", "금상", "ranked", 2_000_000, 2_000_000),
            won("3", "금상", "ranked", 2_000_000, 2_000_000),
            won("4", "은상", "ranked", 1_000_000, 1_000_000),
            won("2", "인기상", "most_votes", 500_000, 500_000),
            won("3", "인기상", "most_votes", 500_000, 500_000),
        ],
        # 426, 32.92, -22 and 0 of 436.92.
        {"가": ("40", "97.5"), "나": ("20", "7.5"), "다": ("20", "-5.0"), "라": ("20", "0.0")},
        (9_000_000, 9_000_000),
        ballots=["2", "2", "2,3", "2,3", "3", "3", "4", "4"],
        votes={"1": 0, "2": 4, "3": 4, "4": 2},
        seal=seal(8),
    )


def marks_only():
    """No poll, judges' totals withheld, a mark that no decimal can say, both totals equal: both are first."""
    third = {"심사": ("271/3", "90.333", "90.333", "90.333")}
    return bundle(
        rule(
            [group("심사", 100, "as_scored", ("round", 1, 100))],
            [round_rule(1)],
            [tier("최우수상", "ranked", 1, 2_000_000)],
            tie_chain=["round:1"],
        ),
        [case("1"), case("2")],
        [judged(1, None, {"1": "271/3", "2": "271/3"})],
        [row("1", 1, None, "90.333", third), row("2", 1, None, "90.333", third)],
        [
            won("1", "최우수상", "ranked", 2_000_000, 2_000_000),
            won("2", "최우수상", "ranked", 2_000_000, 2_000_000),
        ],
        {"심사": ("100", None)},
        (4_000_000, 4_000_000),
    )


ALL = (standard, two_rounds, ties, shared, marks_only)
