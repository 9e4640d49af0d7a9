"""Show a contact so that its owner knows it again and nobody else learns it."""


def mask_contact(contact: str) -> str:
    """Enough of a contact for its owner to know it, not enough for anybody else."""
    name, at, domain = contact.partition("@")
    if at:
        return f"{name[:2]}***@{domain}"
    return f"{contact[:3]}****{contact[-4:]}" if len(contact) > 7 else f"{contact[:1]}***"
