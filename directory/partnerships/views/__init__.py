"""Pages of partners, agreements and joint projects."""
