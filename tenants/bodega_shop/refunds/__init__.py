"""Giving money back: refunds that staff or the clock begin, refunds and disputes that began at a payment service."""
