"""Engines that score many units at once, and give the digits of the definition."""
