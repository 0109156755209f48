"""The admin of the app, each part in the room of its noun."""

from voting.purging import admin as purging_admin
from voting.turnout import admin as turnout_admin

__all__ = ["purging_admin", "turnout_admin"]
