"""How a wrong value on the command line is told: what it was, and what there is instead."""

from typing import Any

import typer
from typer.core import TyperGroup

__all__ = ["Commands", "told"]


_FAULTS = {
    "greater_than_equal": "{value} is too small: give {ge} or more",
    "less_than_equal": "{value} is too large: give {le} or less",
    "int_parsing": "{value!r} is no whole number: give one in digits alone",
    "int_from_float": "{value!r} is no whole number: give one in digits alone",
    "float_parsing": "{value!r} is no number: give one such as 10 or 0.5",
    "bool_parsing": "{value!r} is neither true nor false: give one of these",
}


class Commands(TyperGroup):
    """The commands, whose wrong values are told in words of ours."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            error.message = told(error)
            raise


def told(error: Exception) -> str:
    """What an error about a value says, without the words of the library that found it."""
    cause: Any = error if hasattr(error, "errors") else error.__cause__
    if not hasattr(cause, "errors"):  # the message is ours, or from before there were such causes
        return str(getattr(error, "message", error))
    first = cause.errors()[0]
    more = first.get("ctx", {})
    if hasattr(inner := more.get("error"), "errors"):  # of one of several values
        return told(inner)
    pattern = _FAULTS.get(first["type"])
    if pattern is not None:
        return pattern.format(value=first["input"], **more)
    return str(first["msg"]).removeprefix("Value error, ")
