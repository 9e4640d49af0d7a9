"""What the rules of the street mean for this shop: what it may sell, and what has to go off sale."""
