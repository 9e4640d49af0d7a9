"""What a shop sells: categories, products, their denominations and prices."""
