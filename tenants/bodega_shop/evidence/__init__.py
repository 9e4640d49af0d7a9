"""What proves what happened: seals over the events of all orders, their export, and whoever checks them."""
