"""Imports of judging: who judges, and what was written on the sheets."""

from awards.judging.sheets.judges import JudgesLocked, import_judges
from awards.judging.sheets.scores import import_scores

__all__ = ["JudgesLocked", "import_judges", "import_scores"]
