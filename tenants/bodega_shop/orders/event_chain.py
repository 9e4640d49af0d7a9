"""How the events of an order hang together: each digest covers its event and the digest before it.

The digest is SHA-256 over the previous digest (nothing for the first event) followed by the UTF-8 text of one JSON
array: order id, number in the order from 1, event id, microseconds since 1970, kind, state before, state after, actor,
detail. PostgreSQL writes that text, in its own spacing, so that one round trip can chain and store; whoever verifies
an export hashes the text as it is exported.
"""


def canonical_sql(
    order: str, seq: str, event: str, at: str, kind: str, before: str, after: str, actor: str, detail: str
) -> str:
    """An SQL expression for the text of one event; each argument is an SQL expression with its type known."""
    micros = f"(extract(epoch from {at}) * 1000000)::bigint"
    return f"jsonb_build_array({order}, {seq}, {event}, {micros}, {kind}, {before}, {after}, {actor}, {detail})::text"


def digest_sql(previous: str, canonical: str) -> str:
    """An SQL expression for the digest of an event whose text is `canonical`; `previous` is a bytea expression."""
    return f"sha256({previous} || convert_to({canonical}, 'UTF8'))"


NO_DIGEST = "''::bytea"
STORED_TEXT = canonical_sql(
    "e.purchase_id", "e.seq", "e.id", "e.at", "e.kind", "e.from_state", "e.to_state", "e.actor", "e.detail"
)
