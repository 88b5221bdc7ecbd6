"""What was recorded, by whom, from which source; the log and its proofs."""
