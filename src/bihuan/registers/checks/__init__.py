"""What is wrong with a register that its grammar alone cannot see."""
