"""What is wrong with a loop that its grammar alone cannot see, by subject."""
