"""Records kept twice: found, compared, put together, and taken apart again."""
