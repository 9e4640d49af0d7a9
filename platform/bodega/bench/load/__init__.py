"""The load client: a process of its own that plays many buyers over few sockets, and costs as little as it can."""
