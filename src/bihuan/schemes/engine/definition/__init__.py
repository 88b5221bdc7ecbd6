"""The definition of a score: texts of the standard library that every bundle carries."""
