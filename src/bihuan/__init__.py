"""Bihuan 闭环: a district's mechanisms, run from files, with a proof of every published result."""
