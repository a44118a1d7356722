"""Pages and calendars of meetings."""
