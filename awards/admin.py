"""The admin of the app, each part in the room of its noun."""

from awards.foresight import admin as foresight_admin
from awards.judging import admin as judging_admin
from awards.objections import admin as objections_admin
from awards.outcome import admin as outcome_admin
from awards.rule import admin as rule_admin

__all__ = ["foresight_admin", "judging_admin", "objections_admin", "outcome_admin", "rule_admin"]
