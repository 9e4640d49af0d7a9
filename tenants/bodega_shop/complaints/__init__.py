"""What the shop knows of complaints about its orders, and what it tells the platform of those orders."""
