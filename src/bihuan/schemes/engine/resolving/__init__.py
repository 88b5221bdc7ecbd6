"""From a written scheme to the whole numbers that every engine starts from."""
