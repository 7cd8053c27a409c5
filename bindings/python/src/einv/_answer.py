"""What the classes of answers have in common. The classes themselves are in ``answers``, made from the library's schemas."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Callable, ClassVar

#: The longest shown part of an answer, and of one text in it: a line of a terminal or a log.
SHOWN, LONGEST = 84, 24


class Answer(dict[str, Any]):
    """An answer of the library. It is a plain dict too: ``json.dumps`` writes it, ``==`` compares it with one."""

    #: The members that are objects, by their classes.
    _parts: ClassVar[dict[str, Parts]] = {}
    #: How the members are read that are texts in JSON, and more: times, days and amounts.
    _reads: ClassVar[dict[str, Callable[[Any], Any]]] = {}

    def __init__(self, said: dict[str, Any]) -> None:
        super().__init__(said)
        # Objects are in their classes in the dict, too. Texts stay texts there.
        for name, kind in self._parts.items():
            if name in self:
                self[name] = kind.of(self[name])

    # A type checker knows the members from the annotations; it reports any other name.
    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            if name not in getattr(type(self), "__dataclass_fields__", ()):
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            # Python keeps some names for itself: they end with _ here.
            name = name.rstrip("_")
            read, value = self._reads.get(name), self.get(name)
            return value if read is None or value is None else read(value)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({_short(self, SHOWN)})"


class Parts:
    """Objects of a class inside an answer: one, a list of them, or with ``by_name`` any names with one each."""

    def __init__(self, kind: type[Answer], *, by_name: bool = False) -> None:
        self.kind, self.by_name = kind, by_name

    def of(self, said: Any) -> Any:
        if isinstance(said, list):
            return [self.of(one) for one in said]
        if not isinstance(said, dict) or isinstance(said, self.kind):
            return said
        return {name: self.kind(one) for name, one in said.items()} if self.by_name else self.kind(said)


def decimal(value: Any) -> Decimal:
    """An amount. Of a float, the shortest text is the number that was written."""
    return Decimal(str(value))


def _short(said: dict[str, Any], room: int) -> str:
    """As much of an answer as fits a line; the dict has all of it."""
    shown: list[str] = []
    for key, value in said.items():
        if value is None:
            continue
        one = f"{key}={_brief(value)}"
        room -= len(one) + 2
        if room < 0:
            return ", ".join([*shown, "…"])
        shown.append(one)
    return ", ".join(shown)


def _brief(value: Any) -> str:
    """A value in a few characters; a container by its number of elements."""
    if isinstance(value, list):
        return f"[{len(value)}]"
    if isinstance(value, dict):
        return "{…}" if value else "{}"
    text = repr(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 2]}…'"
