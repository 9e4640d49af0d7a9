"""Who may open a shop and sell what: applications wait in a queue, are looked at, and decided on the record."""
