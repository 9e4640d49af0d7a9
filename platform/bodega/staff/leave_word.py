"""Leave a notice for the next page that somebody sees, such as what their last act did."""

from uuid import UUID

import msgspec

from bodega.runtime import Runtime

_KEEP_SECONDS = 300


class Word(msgspec.Struct, frozen=True):
    """`kind` is good, warn, bad or info; the message is said in the language of the page that shows it."""

    kind: str
    message: str
    params: dict[str, str] = {}


async def leave_word(runtime: Runtime, session_id: UUID, kind: str, message: str, **params: str) -> None:
    word = msgspec.json.encode(Word(kind, message, params))
    async with runtime.redis.pipeline() as pipeline:
        pipeline.rpush(_key(session_id), word)
        pipeline.expire(_key(session_id), _KEEP_SECONDS)
        await pipeline.execute()


async def take_words(runtime: Runtime, session_id: UUID, locale: str) -> list[tuple[str, str]]:
    """What was left, as (kind, text), in order; taken words are gone."""
    async with runtime.redis.pipeline() as pipeline:
        pipeline.lrange(_key(session_id), 0, -1)
        pipeline.delete(_key(session_id))
        left, _ = await pipeline.execute()
    words = [msgspec.json.decode(word, type=Word) for word in left]
    say = runtime.translations.gettext
    return [(word.kind, say(locale, word.message, **word.params)) for word in words]


def _key(session_id: UUID) -> str:
    return f"words:{session_id}"
