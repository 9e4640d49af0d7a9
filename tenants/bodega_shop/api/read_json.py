"""Read a JSON body strictly: no text where a number belongs, no field that nobody knows."""

import re
from functools import cache
from typing import Any, Generic, TypeVar

import msgspec
from litestar.dto import MsgspecDTO
from litestar.openapi.spec import Reference, Schema
from litestar.typing import FieldDefinition

from bodega.kernel.errors import BodegaError, InvalidInput
from bodega.web.visit import AnyScope, header_of

JSON = "application/json"

T = TypeVar("T", bound=msgspec.Struct)

_FIELD = re.compile(r"`\$\.([^`]*)`$")
_NAMED = re.compile(r"^Object (missing required|contains unknown) field `([^`]*)`")


class NotJson(BodegaError):
    """Send this as application/json."""

    status = 415
    kind = "not-json"


class StrictJson(MsgspecDTO[T], Generic[T]):
    """A body of exactly the declared structure.

    Litestar's own way converts texts to numbers, as forms need it; a program that sends "2" for 2 is mistaken.
    """

    def decode_bytes(self, value: bytes) -> Any:
        return read_json_of(self.asgi_connection.scope, self.model_type, value)

    @classmethod
    def create_for_field_definition(cls, *_: object, **__: object) -> None:
        """Nothing is copied between structures here, so that nothing has to be prepared."""

    @classmethod
    def create_openapi_schema(
        cls,
        field_definition: FieldDefinition,
        handler_id: str,  # noqa: ARG003 - part of the signature that is overridden
        schema_creator: Any,
    ) -> Reference | Schema:
        reference: Reference | Schema = schema_creator.for_field_definition(field_definition)
        if isinstance(reference, Reference):
            schema_creator.schema_registry.from_reference(reference).schema.additional_properties = False
        return reference


def read_json_of(scope: AnyScope, structure: type[T], body: bytes) -> T:
    """Raises `NotJson` where the request says that its body is something else, and as `read_json`."""
    if header_of(scope, b"content-type").partition(";")[0].strip().lower() != JSON:
        raise NotJson
    return read_json(structure, body)


def read_json(structure: type[T], body: bytes) -> T:
    """Raises `InvalidInput`, which names the field where one is to blame."""
    decoder: msgspec.json.Decoder[T] = _decoder(structure)
    try:
        return decoder.decode(body)
    except msgspec.ValidationError as error:
        raise _refusal(str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise InvalidInput("This is not JSON.") from None


@cache
def _decoder(structure: type[T]) -> msgspec.json.Decoder[T]:
    return msgspec.json.Decoder(structure)


def _refusal(said: str) -> InvalidInput:
    """In our own words: msgspec says which field it is, and repeats nothing of what was sent."""
    if named := _NAMED.search(said):
        missing = named[1] == "missing required"
        return InvalidInput(
            "This field is missing." if missing else "There is no such field here.", field=named[2]
        )
    found = _FIELD.search(said)
    return InvalidInput(field=found[1] if found else None)
