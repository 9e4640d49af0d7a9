"""Reconciliation: each day's list of a payment service, line by line against what the shop knows."""
