"""Formulas of columns: arithmetic over decimals and nothing else."""

from decimal import Decimal

import pytest

from lms.assignments.formulas import BadFormula, compute, names

VALUES = {"pay": Decimal(4_800_000), "load": Decimal("1.45"), "on-top": Decimal("0.1")}


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("{pay}*12*{load}", "83520000.00"),
        ("{pay} * (1 + {on-top})", "5280000.0"),
        ("-{load}+{load}", "0.00"),
        ("+{on-top}/4 - 0.5", "-0.475"),
        ("{on-top}*3", "0.3"),
        ("2*(3-1)", "4"),
    ],
)
def test_a_formula_is_worked_out_exactly(formula: str, value: str) -> None:
    assert compute(formula, VALUES) == Decimal(value)


def test_the_columns_of_a_formula_are_named_once_and_in_order() -> None:
    assert names("{b}*{a}/({b}+{c})") == ["b", "a", "c"]


def test_nothing_comes_out_while_a_number_is_missing() -> None:
    assert compute("{pay}*{hours}", VALUES) is None


def test_a_division_by_zero_and_a_number_beyond_all_use_have_no_value() -> None:
    assert compute("{a}/{b}", {"a": Decimal(1), "b": Decimal(0)}) is None
    assert compute("{a}/{b}", {"a": Decimal(0), "b": Decimal(0)}) is None
    assert compute("{a}*{a}", {"a": Decimal("1e999999")}) is None
    assert compute("{a}*{a}", {"a": Decimal(-(10**10))}) is None


@pytest.mark.parametrize(
    "formula",
    [
        "__import__('os').system('true')",
        "{pay}.real",
        "{pay}**9",
        "{pay}//2",
        "{pay}%2",
        "[{pay}]",
        "{pay} if {load} else 1",
        "'a'*9",
        "True*2",
        "1j*2",
        "pay*2",
        "_1*{pay}",
        "({pay}",
        "",
        "lambda: 1",
    ],
)
def test_anything_but_arithmetic_is_refused(formula: str) -> None:
    with pytest.raises(BadFormula):
        compute(formula, VALUES)
