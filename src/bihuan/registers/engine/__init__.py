"""Codes, masks, values and character pairs, without a database."""
