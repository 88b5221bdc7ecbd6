"""Indicators and their observations: entered, corrected, verified."""
