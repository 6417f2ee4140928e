"""Figures come from the register, and the check names a calculator whose facts lack them."""

from decimal import Decimal
from pathlib import Path

import pytest

import courses
from courses.calculators import rates
from courses.calculators.formulas import Withholding
from courses.curriculum.check_markup import markup_faults, require_references
from courses.curriculum.loader import load_programmes, read_programmes
from courses.curriculum.markup import CALCULATORS
from tests.courses.calculators.programmes import register
from tests.courses.curriculum_files import sound_files, write_files

REGISTER = register()
CALCULATOR = "{calculator:landed-price}"


def test_the_figures_of_the_register() -> None:
    assert rates.withholding(REGISTER) == Withholding(Decimal(15), Decimal(9))
    assert rates.threshold(REGISTER) == 30_000
    assert rates.teaching_rate(REGISTER) == 2650
    assert rates.prudence(REGISTER) == 5


def test_every_calculator_says_which_facts_it_needs() -> None:
    assert set(rates.NEEDED) == set(CALCULATORS)
    for calculator in CALCULATORS:
        cited = [fact.id for fact in rates.facts_for(calculator, REGISTER)]
        assert cited == list(rates.NEEDED[calculator])
        assert rates.missing(calculator, REGISTER) == []


def test_the_facts_that_come_with_the_package_have_the_figures() -> None:
    folder = Path(str(courses.__file__)).parent / "curriculum" / "gateway"
    (shipped,) = read_programmes(folder).programmes
    for calculator in CALCULATORS:
        assert rates.missing(calculator, shipped.register) == []
    assert rates.withholding(shipped.register).federal > rates.withholding(shipped.register).quebec
    assert 0 < rates.prudence(shipped.register) < 50


def test_a_fact_without_a_number_is_named_where_the_calculator_stands() -> None:
    spoiled = register(F_TCA_3=("unas cuantas", "a few"))
    assert rates.missing("landed-price", spoiled) == ["F-TCA-3"]
    found = list(markup_faults(f"Uno\n\n{CALCULATOR}", spoiled))
    assert found == [(3, "“landed-price” needs “F-TCA-3” with its number in facts.toml.")]
    with pytest.raises(KeyError, match="F-TCA-3"):
        require_references(CALCULATOR, spoiled)
    require_references(CALCULATOR, REGISTER)


def test_a_programme_without_the_facts_is_refused(tmp_path: Path) -> None:
    (sound,) = load_programmes(write_files(tmp_path, sound_files()))
    assert rates.missing("gst-threshold", sound.register) == ["F-TCA-6"]
    assert rates.missing("overlap", sound.register) == []
