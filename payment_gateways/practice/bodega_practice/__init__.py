"""A practice payment gateway that speaks the server side of Epay V1 and V2; its program runs in a process of its own."""
