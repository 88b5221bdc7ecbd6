"""Scoring: normalising, weights, ranking, awards, and the explanation of each number."""
