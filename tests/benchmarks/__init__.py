"""Figures for people to compare: CPU, queries and bytes per page at three sizes. Never part of the tests."""
