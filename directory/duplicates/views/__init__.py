"""Pages of the Secretariat about duplicates."""
