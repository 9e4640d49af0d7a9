"""Sends a shop's messages by e-mail over SMTP."""
