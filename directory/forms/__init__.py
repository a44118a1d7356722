"""What people type in, made clean."""
