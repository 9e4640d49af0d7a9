"""The headers that every answer carries: nothing foreign is loaded, framed or remembered."""

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; manifest-src 'self'; form-action *; base-uri 'none'; frame-ancestors 'none'"
)
# A checkout may answer with a redirect to the buyer's payment service, whose host only the channel knows: browsers
# apply form-action to redirects too, so it cannot be narrowed here.

SECURITY_HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=()"),
    (b"x-frame-options", b"DENY"),
)
UNREFERRED_HEADERS = tuple(header for header in SECURITY_HEADERS if header[0] != b"referrer-policy")
# Browsers take these two over https only, and complain of them elsewhere.
SECURE_HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"strict-transport-security", b"max-age=31536000"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
