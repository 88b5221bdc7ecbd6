"""Scores, ranks, awards and explanations, without a database of ours."""
