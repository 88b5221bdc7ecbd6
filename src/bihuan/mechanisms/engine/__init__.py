"""Reading YAML with places, drawing diagnostics, CEL."""
