"""Money that goes through the platform: collected by it, or divided by the service with a part for it."""
