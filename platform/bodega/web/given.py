"""How a handler asks for what was made for it: by the parameter's name, as it is, without a second validation."""

from typing import Annotated, TypeAlias, TypeVar

from litestar.di import NamedDependency as Named
from litestar.params import SkipValidation

T = TypeVar("T")

NamedDependency: TypeAlias = Annotated[SkipValidation[Named[T]], "given"]
