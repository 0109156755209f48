"""All models of the app, each in the room of its noun."""

from awards.judging.corrections import LateCorrection
from awards.judging.models import CaseRecusal, Judge, Recusal, RoundMark, Score, Sheet
from awards.judging.papers import (
    Entrant,
    Judging,
    Reopening,
    Scan,
    SecondScore,
    Settlement,
    SheetSet,
)
from awards.objections.models import FilingHour, Objection, ObjectionAct
from awards.outcome.models import Award, Closing, CommitteeChoice, Result, ResultRow, Review
from awards.outcome.opendata.models import DataFile, ResultBundle
from awards.outcome.revocation.models import Recovery, Revocation
from awards.rule.models import AwardTier, Criterion, Round, Rule

__all__ = [
    "Award",
    "AwardTier",
    "CaseRecusal",
    "Closing",
    "CommitteeChoice",
    "Criterion",
    "DataFile",
    "Entrant",
    "FilingHour",
    "Judge",
    "Judging",
    "LateCorrection",
    "Objection",
    "ObjectionAct",
    "Recovery",
    "Recusal",
    "Reopening",
    "Result",
    "ResultBundle",
    "ResultRow",
    "Review",
    "Revocation",
    "Round",
    "RoundMark",
    "Rule",
    "Scan",
    "Score",
    "SecondScore",
    "Settlement",
    "Sheet",
    "SheetSet",
]
