"""Pages of joining and of what groups say of themselves."""
