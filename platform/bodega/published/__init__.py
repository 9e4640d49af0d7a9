"""What the platform itself publishes: terms, privacy, licences and fees, announced in versions, commented and agreed to."""
