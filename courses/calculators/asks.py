"""What a calculator is: questions in groups, each with an answer filled in."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from courses.curriculum.register import Register

Kind = Literal["number", "choice", "date", "time", "month"]
Default = str | int | Decimal | dt.date | dt.time | Callable[[Register], Decimal]
CAD_MOST = Decimal(10**9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One question; its id is the name that the formula gives it."""

    id: str
    label: Any
    default: Default
    hint: Any = None
    kind: Kind = "number"
    low: Decimal = Decimal(0)
    high: Decimal = CAD_MOST
    options: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that belong together."""

    legend: Any
    asks: tuple[Ask, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculator:
    """What a calculator asks; `advice` says that its result is about taxes."""

    id: str
    title: Any
    intro: Any
    groups: tuple[Group, ...]
    advice: bool = False

    @property
    def asks(self) -> tuple[Ask, ...]:
        """Every question in order."""
        return tuple(ask for group in self.groups for ask in group.asks)
