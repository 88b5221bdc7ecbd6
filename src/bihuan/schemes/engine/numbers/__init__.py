"""Whole numbers at their scales, in and out of decimals."""
