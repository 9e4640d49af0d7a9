"""The shop's books: one row per transfer between two accounts, never changed afterwards."""
