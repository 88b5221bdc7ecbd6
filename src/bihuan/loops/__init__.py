"""Closed loops: from a matter raised to a matter settled, asked about, and counted."""
