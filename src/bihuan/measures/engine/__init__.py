"""Exact numbers, units of measure and plausibility, without a database."""
