"""The admin of the app, each part in the room of its noun."""

from awards.judging import admin as judging_admin
from awards.outcome import admin as outcome_admin
from awards.rule import admin as rule_admin

__all__ = ["judging_admin", "outcome_admin", "rule_admin"]
