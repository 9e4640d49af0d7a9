"""What a shop tells the platform of its orders: how well they went, and what they brought."""
