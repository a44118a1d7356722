"""A directory that keeps itself: asking whether records are true, noticing what does not arrive, and tasks."""
