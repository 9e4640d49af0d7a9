"""A practice payment gateway that speaks the Epay V1 server side; its program runs in a process of its own."""
