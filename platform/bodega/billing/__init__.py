"""Plans, subscriptions and bills: what a shop may have, and what it owes the platform for it."""
