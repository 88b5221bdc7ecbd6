"""What rules are about: typed records, who may see which of their fields, and how they changed."""
