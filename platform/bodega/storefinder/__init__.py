"""The directory of the street: live shops by what they sell, in an order that anybody can check."""
