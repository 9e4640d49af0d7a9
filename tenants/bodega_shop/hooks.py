"""Every hook the shop itself implements, through the door that strangers use."""
