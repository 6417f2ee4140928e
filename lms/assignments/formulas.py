"""The formulas of a table's columns: + - * / and parentheses over other columns of the row."""

import ast
import operator
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, DecimalException, localcontext
from functools import cache

NAME = re.compile(r"\{([^{}]*)\}")
"""How a formula names a column: `{pay}*12`."""
LARGEST = Decimal("1e20")
_OPERATORS: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


class BadFormula(ValueError):
    """The formula holds something else than numbers, columns, + - * / and parentheses."""


def names(formula: str) -> list[str]:
    """The columns that a formula needs, each once, in order."""
    return list(dict.fromkeys(NAME.findall(formula)))


def compute(formula: str, values: Mapping[str, Decimal]) -> Decimal | None:
    """The formula's value for one row, or nothing while a number is missing or it has none.

    Raises BadFormula.
    """
    tree = _parsed(formula)
    given = {f"_{at}": values.get(name) for at, name in enumerate(names(formula))}
    known = {name: value for name, value in given.items() if value is not None}
    if len(known) < len(given):
        return None
    try:
        with localcontext(prec=28):
            value = _value(tree, known)
    except DecimalException:  # such as a division by zero
        return None
    return value if abs(value) < LARGEST else None


@cache
def _parsed(formula: str) -> ast.expr:
    places = {name: f"_{at}" for at, name in enumerate(names(formula))}
    try:
        tree = ast.parse(NAME.sub(lambda found: places[found[1]], formula).strip(), mode="eval")
    except SyntaxError as error:
        raise BadFormula(formula) from error
    _check(tree.body, formula, set(places.values()))
    return tree.body


def _check(node: ast.expr, formula: str, known: set[str]) -> None:
    match node:
        case ast.BinOp(left, op, right) if type(op) in _OPERATORS:
            _check(left, formula, known)
            _check(right, formula, known)
        case ast.UnaryOp(ast.USub() | ast.UAdd(), operand):
            _check(operand, formula, known)
        case ast.Name(name) if name in known:
            pass
        case ast.Constant(value) if type(value) in (int, float):
            pass
        case _:
            raise BadFormula(formula)


def _value(node: ast.expr, known: Mapping[str, Decimal]) -> Decimal:
    match node:
        case ast.BinOp(left, op, right):
            return _OPERATORS[type(op)](_value(left, known), _value(right, known))
        case ast.UnaryOp(op, operand):
            value = _value(operand, known)
            return -value if isinstance(op, ast.USub) else value
        case ast.Name(name):
            return known[name]
        case ast.Constant(value):
            return Decimal(repr(value))
    raise BadFormula(ast.unparse(node))
