"""Which papers a shop needs for what it sells, which it has, and what follows when one lapses."""
