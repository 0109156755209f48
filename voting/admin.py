"""The admin of the app, each part in the room of its noun."""

from voting.eligibility import admin as lists_admin
from voting.eligibility import poll_admin
from voting.purging import admin as purging_admin
from voting.turnout import admin as turnout_admin

__all__ = ["lists_admin", "poll_admin", "purging_admin", "turnout_admin"]
