"""What every payment gateway is held to; ships with the shop, so that an author can hold their own to it."""
