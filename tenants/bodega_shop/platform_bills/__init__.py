"""Bills of the platform, paid through its own accounts at payment services."""
