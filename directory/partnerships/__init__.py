"""Partner institutions, agreements and joint projects (plan ¶56-57, 62)."""
