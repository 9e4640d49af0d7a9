"""Messages to people: which notifiers a shop has, and whether they work."""
