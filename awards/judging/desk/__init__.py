"""The judging desk: the staff's pages from blank sheets to closed rounds."""
