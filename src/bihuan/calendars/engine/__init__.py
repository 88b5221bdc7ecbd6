"""Working-day arithmetic and periods, without a database."""
