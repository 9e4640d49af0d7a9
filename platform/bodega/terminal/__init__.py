"""Talking to the person at the terminal."""
