"""What people write on the roster."""
