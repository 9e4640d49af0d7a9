"""What customers paid in advance: a balance in the books, spent on orders, topped up, asked back."""
