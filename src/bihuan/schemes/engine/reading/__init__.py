"""Reading a result: what drives a ranking, what moved between two, and why."""
