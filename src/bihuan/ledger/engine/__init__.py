"""Canonical bytes, the Merkle log, signed notes: computing without a database."""
