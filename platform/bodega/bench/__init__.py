"""`bodega bench`: how fast this machine sells, beside what its server and its database could do at most."""
