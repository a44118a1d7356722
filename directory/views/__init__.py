"""Pages and verbs of the directory, a module for each subject."""
