"""Reading the files people bring: see README.md in this folder."""
