"""How a rule is written, checked and put in force."""
