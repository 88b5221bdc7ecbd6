"""A result in words and in numbers as people read them."""
