"""Charts, documents and the bundle, drawn from a frozen result."""
