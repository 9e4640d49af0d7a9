"""Complaints of consumers against shops, with the platform as arbiter."""
