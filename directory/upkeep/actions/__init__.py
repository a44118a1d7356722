"""The verbs of the upkeep, a module for each subject."""
