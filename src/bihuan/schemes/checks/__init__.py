"""What is wrong with a scheme that its grammar alone cannot see."""
