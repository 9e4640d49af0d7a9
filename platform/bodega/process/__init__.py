"""What runs in each of our processes, and when it leaves."""
