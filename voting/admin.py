"""The admin of the app, each part in the room of its noun."""

from voting.turnout import admin as turnout_admin

__all__ = ["turnout_admin"]
