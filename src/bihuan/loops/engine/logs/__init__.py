"""Event logs: their model, the forms in which they travel, and what they tell about the work."""
