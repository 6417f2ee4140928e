"""Scores, bands and gates, held against the source's own example and against what must hold."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.curriculum.readiness import Item
from courses.readiness.scoring import (
    NOT_APPLICABLE,
    UNKNOWN,
    Answer,
    Unanswered,
    band_of,
    level_of,
    parse_answer,
    points_of,
    rounded,
    score,
    unanswered,
)
from tests.courses.readiness.instruments import answers, instrument, worked_example

BANDS = [band.id for band in instrument().bands]


def any_answer(item: Item) -> st.SearchStrategy[Answer]:
    offered: list[Answer] = [0, 1, 2, 3, UNKNOWN]
    return st.sampled_from([*offered, NOT_APPLICABLE] if item.optional else offered)


WHOLE = st.fixed_dictionaries({item.id: any_answer(item) for item in instrument().items})
ITEM = st.sampled_from(instrument().items)


def test_the_worked_example_is_46_25_and_preparing() -> None:
    outcome = score(instrument(), worked_example())
    assert outcome.total == Fraction(4625, 100)
    assert outcome.band.id == "preparing"
    assert [float(rounded(one)) for one in outcome.scores.values()] == [
        58.3,
        75.0,
        25.0,
        41.7,
        58.3,
        25.0,
        33.3,
    ]
    assert outcome.frozen().total == 46.25
    assert outcome.frozen().scores["sales"] == 41.67


def test_the_worked_example_could_not_rise_while_key_items_are_absent() -> None:
    outcome = score(instrument(), worked_example())
    assert not outcome.capped
    [held] = outcome.held
    assert held.gate.id == "key-item-absent"
    assert [item.id for item in held.items] == ["d6-2", "d7-3"]


def test_a_key_item_at_0_caps_at_preparing() -> None:
    outcome = score(instrument(), answers(3, d6_2=0))
    assert outcome.reached.id == "export-ready"
    assert (outcome.band.id, outcome.capped) == ("preparing", True)
    assert [held.gate.id for held in outcome.held] == ["key-item-absent"]


def test_not_knowing_a_key_item_caps_as_0_does() -> None:
    assert score(instrument(), answers(3, d6_2=UNKNOWN)).band.id == "preparing"


def test_export_ready_needs_every_key_item_partly_in_use() -> None:
    outcome = score(instrument(), answers(3, d5_3=1))
    assert (outcome.reached.id, outcome.band.id) == ("export-ready", "near-ready")
    [held] = outcome.held
    assert [item.id for item in held.items] == ["d5-3"]
    assert held.dimensions == ()


def test_export_ready_needs_50_in_every_dimension() -> None:
    weak = dict.fromkeys(("d3_1", "d3_2", "d3_3", "d3_4"), 1)
    outcome = score(instrument(), answers(3, **weak))
    assert (outcome.reached.id, outcome.band.id) == ("export-ready", "near-ready")
    assert [one.id for one in outcome.held[0].dimensions] == ["market"]


def test_everything_in_use_is_export_ready_and_nothing_is_held() -> None:
    outcome = score(instrument(), answers(3))
    assert (outcome.total, outcome.band.id, outcome.held) == (100, "export-ready", ())


def test_an_item_that_does_not_apply_leaves_the_maximum() -> None:
    given_rest = {"d7_1": 2, "d7_2": 2, "d7_3": 2}
    without = score(instrument(), answers(2, **given_rest, d7_4=NOT_APPLICABLE))
    assert without.scores["finance"] == Fraction(200, 3)
    assert score(instrument(), answers(2, d7_4=UNKNOWN)).scores["finance"] == 50


def test_an_open_item_is_not_scored() -> None:
    given_answers = answers(2)
    del given_answers["d4-3"], given_answers["d1-1"]
    with pytest.raises(Unanswered) as error:
        score(instrument(), given_answers)
    assert [item.id for item in error.value.items] == ["d1-1", "d4-3"]
    assert unanswered(instrument(), answers(0)) == ()


@pytest.mark.parametrize(
    ("total", "band"),
    [
        (Fraction(0), "exploring"),
        (Fraction(3999, 100), "exploring"),
        (Fraction(40), "preparing"),
        (Fraction(5999, 100), "preparing"),
        (Fraction(60), "near-ready"),
        (Fraction(80), "export-ready"),
        (Fraction(100), "export-ready"),
    ],
)
def test_a_band_begins_on_its_first_point(total: Fraction, band: str) -> None:
    assert band_of(instrument(), total).id == band


@pytest.mark.parametrize(
    ("points", "level"), [(0, "build"), (49.99, "build"), (50, "complete"), (80.0, "show")]
)
def test_a_level_begins_on_its_first_point(points: float, level: str) -> None:
    assert level_of(instrument(), points).id == level


@pytest.mark.parametrize("typed", ["4", "-1", "", "02", "2.0", "٢", "None", "not_applicable"])
def test_an_item_takes_only_its_own_answers(typed: str) -> None:
    assert parse_answer(instrument(), instrument().items[0], typed) is None


def test_an_optional_item_may_not_apply() -> None:
    last = instrument().items[-1]
    assert parse_answer(instrument(), last, "not_applicable") == NOT_APPLICABLE
    assert parse_answer(instrument(), last, "unknown") == UNKNOWN
    assert parse_answer(instrument(), last, "3") == 3


@pytest.mark.parametrize(
    ("value", "shown"), [(46.25, "46.3"), (58.33, "58.3"), (41.67, "41.7"), (39.95, "40.0")]
)
def test_halves_are_rounded_up(value: float, shown: str) -> None:
    assert str(rounded(value)) == shown


@given(WHOLE)
def test_scores_stay_between_0_and_100(whole: dict[str, Answer]) -> None:
    outcome = score(instrument(), whole)
    assert all(0 <= one <= 100 for one in [outcome.total, *outcome.scores.values()])
    low, high = min(outcome.scores.values()), max(outcome.scores.values())
    assert low <= outcome.total <= high


@given(WHOLE)
def test_gates_never_raise_the_band(whole: dict[str, Answer]) -> None:
    outcome = score(instrument(), whole)
    assert BANDS.index(outcome.band.id) <= BANDS.index(outcome.reached.id)
    assert outcome.reached == band_of(instrument(), outcome.total)
    assert all(held.gate.cap == outcome.band.id for held in outcome.held)
    assert not outcome.capped or outcome.held


@given(WHOLE, ITEM, st.integers(0, 3))
def test_a_better_answer_never_lowers_anything(
    whole: dict[str, Answer], item: Item, points: int
) -> None:
    if whole[item.id] == NOT_APPLICABLE or points < points_of(whole[item.id]):
        return
    before = score(instrument(), whole)
    after = score(instrument(), whole | {item.id: points})
    assert after.total >= before.total
    assert all(after.scores[name] >= old for name, old in before.scores.items())
    assert BANDS.index(after.band.id) >= BANDS.index(before.band.id)


@given(WHOLE)
def test_not_knowing_counts_as_0(whole: dict[str, Answer]) -> None:
    known: dict[str, Answer] = {
        name: 0 if answer == UNKNOWN else answer for name, answer in whole.items()
    }
    assert score(instrument(), whole) == score(instrument(), known)


@given(WHOLE)
def test_what_is_frozen_differs_by_less_than_a_hundredth(whole: dict[str, Answer]) -> None:
    outcome = score(instrument(), whole)
    frozen = outcome.frozen()
    assert abs(Fraction(str(frozen.total)) - outcome.total) <= Fraction(1, 200)
    assert band_of(instrument(), Fraction(str(frozen.total))) == outcome.reached
