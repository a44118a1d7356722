"""Bringing people and institutions in from spreadsheets and cards."""
