"""Who may come in before a shop is open to all: invitations, the browsers that used them, and what they say."""
