"""The verbs of the directory: each is one transaction and one line in the record of actions."""
