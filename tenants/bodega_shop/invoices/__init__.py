"""Invoices that buyers ask for: the wish, the shop's list, and what became of each."""
