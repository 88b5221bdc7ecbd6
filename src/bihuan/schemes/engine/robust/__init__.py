"""How firmly a ranking stands: other weights, an indicator left out, what swaps two neighbours."""
