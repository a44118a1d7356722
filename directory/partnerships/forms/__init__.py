"""What people fill in about partners, agreements and joint projects."""
