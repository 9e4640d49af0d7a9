"""Which goods are worth selling: how each is asked for, what it leaves, what could go wrong, how long it lasts."""
