"""People every test may ask for."""
