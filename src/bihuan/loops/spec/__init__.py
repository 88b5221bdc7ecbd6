"""What an author may write in a `Loop`, by subject."""
