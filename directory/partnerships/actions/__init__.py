"""What may be done about partners, agreements and joint projects."""
