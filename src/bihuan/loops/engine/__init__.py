"""How a matter moves, its clocks, its counts and its event log, without a database."""
