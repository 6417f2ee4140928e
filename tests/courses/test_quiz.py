"""Questions are drawn fairly, answers are read strictly and marked exactly."""

import contextlib
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.curriculum.loader import load_programmes
from courses.curriculum.schema import Localized, Matching, Numeric, Ordering, Quiz
from courses.quiz import (
    DrawnQuestion,
    InvalidAnswer,
    Reason,
    draw,
    grade,
    parse_answer,
    parse_number,
    score,
)
from tests.courses.curriculum_files import sound_files, write_files


@pytest.fixture(scope="module")
def quiz(tmp_path_factory: pytest.TempPathFactory) -> Quiz:
    folder: Path = tmp_path_factory.mktemp("curriculum")
    return load_programmes(write_files(folder, sound_files()))[0].modules[0].quiz


def drawn(quiz: Quiz, question_id: str) -> DrawnQuestion:
    """Return a question of the quiz as some attempt shows it."""
    found = (each for seed in range(50) for each in draw(quiz, seed))
    return next(each for each in found if each.question.id == question_id)


def refused(question: DrawnQuestion, form: dict[str, list[str]]) -> Reason:
    with pytest.raises(InvalidAnswer) as caught:
        parse_answer(question, form)
    return caught.value.reason


def right_form(question: DrawnQuestion) -> dict[str, list[str]]:
    """Fill in the form as somebody who knows the answer would."""
    asked = question.question
    if isinstance(asked, Ordering):
        order = [item.id for item in asked.items]
        return {f"position-{s.label}": [str(order.index(s.id) + 1)] for s in question.shown}
    if isinstance(asked, Matching):
        return {f"match-{pair.id}": [question.label(pair.id)] for pair in asked.pairs}
    if isinstance(asked, Numeric):
        return {"answer": ["17,6"]}
    return {"answer": [option.id for option in asked.options if option.correct]}


def test_an_attempt_draws_one_question_per_slot_in_order(quiz: Quiz) -> None:
    for seed in range(20):
        assert [each.question.slot for each in draw(quiz, seed)] == list(quiz.slots)


def test_the_same_seed_draws_the_same_on_any_python(quiz: Quiz) -> None:
    assert draw(quiz, 7) == draw(quiz, 7)
    shown = [(each.question.id, "".join(s.id for s in each.shown)) for each in draw(quiz, 2026)]
    assert shown == [
        *(("q-single", "ab"), ("q-ordering", "bca"), ("q-matching", "ba"), ("q-numeric", "")),
    ]


def test_every_alternate_and_every_first_option_gets_its_turn(quiz: Quiz) -> None:
    first = [draw(quiz, seed)[0] for seed in range(400)]
    assert Counter(each.question.id for each in first)["q-single"] in range(150, 251)
    singles = [each.shown[0].id for each in first if each.question.id == "q-single"]
    assert Counter(singles)["a"] in range(len(singles) // 3, 2 * len(singles) // 3)


@given(st.integers())
def test_an_ordering_is_never_shown_solved(quiz: Quiz, seed: int) -> None:
    question = draw(quiz, seed)[1]
    assert isinstance(question.question, Ordering)
    shown = [each.id for each in question.shown]
    assert sorted(shown) == ["a", "b", "c"]
    assert shown != ["a", "b", "c"]


def test_labels_of_ordering_and_matching_follow_the_place_not_the_key(quiz: Quiz) -> None:
    for seed in range(20):
        _, ordering, matching, numeric = draw(quiz, seed)
        assert [each.label for each in ordering.shown] == ["i1", "i2", "i3"]
        assert [each.label for each in matching.shown] == ["r1", "r2"]
        assert numeric.shown == ()


@given(st.integers())
def test_the_right_answer_is_right_however_it_is_shown(quiz: Quiz, seed: int) -> None:
    for question in draw(quiz, seed):
        answer = parse_answer(question, right_form(question))
        assert grade(question.question, answer)
        assert msgspec.json.decode(msgspec.json.encode(answer)) == answer


def test_an_empty_form_is_an_unanswered_question_and_never_right(quiz: Quiz) -> None:
    for name in ("q-single", "q-multiple", "q-ordering", "q-matching", "q-numeric"):
        question = drawn(quiz, name)
        blank = {field: [""] for field in right_form(question)}
        assert parse_answer(question, {"csrf_token": ["x"]}) is None
        assert parse_answer(question, blank) is None
        assert not grade(question.question, None)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("q-single", {"answer": ["z"]}),
        ("q-single", {"answer": ["a", "b"]}),
        ("q-multiple", {"answer": ["a", "z"]}),
        ("q-multiple", {"answer": ["a", "a"]}),
        ("q-ordering", {"position-a": ["1"]}),
        ("q-ordering", {"position-i1": ["4"], "position-i2": ["2"], "position-i3": ["3"]}),
        ("q-ordering", {"position-i1": ["1", "2"]}),
        ("q-matching", {"match-z": ["r1"]}),
        ("q-matching", {"match-a": ["a"]}),
        ("q-matching", {"match-a": ["r9"]}),
        ("q-numeric", {"answer": ["1", "2"]}),
    ],
)
def test_a_tampered_answer_is_refused(quiz: Quiz, name: str, form: dict[str, list[str]]) -> None:
    assert refused(drawn(quiz, name), form) is Reason.TAMPERED


def test_two_items_in_one_position_are_refused(quiz: Quiz) -> None:
    form = {"position-i1": ["1"], "position-i2": ["1"], "position-i3": ["2"]}
    assert refused(drawn(quiz, "q-ordering"), form) is Reason.REPEATED_POSITION


def test_an_item_without_a_position_is_refused(quiz: Quiz) -> None:
    form = {"position-i1": ["1"], "position-i2": [""], "position-i3": ["2"]}
    assert refused(drawn(quiz, "q-ordering"), form) is Reason.MISSING_POSITION


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("q-single", "b"),
        ("q-multiple", ["a"]),
        ("q-multiple", ["a", "b", "c"]),
        ("q-ordering", ["b", "a", "c"]),
        ("q-matching", {"a": "b", "b": "a"}),
        ("q-matching", {"a": "a"}),
        ("q-numeric", "17.61"),
        ("q-numeric", "17.39"),
    ],
)
def test_a_wrong_answer_is_wrong(
    quiz: Quiz, name: str, answer: str | list[str] | dict[str, str]
) -> None:
    assert not grade(drawn(quiz, name).question, answer)


def test_one_right_text_may_be_chosen_twice_but_is_wrong(quiz: Quiz) -> None:
    question = drawn(quiz, "q-matching")
    answer = parse_answer(question, {"match-a": ["r1"], "match-b": ["r1"]})
    assert answer is not None
    assert not grade(question.question, answer)


@pytest.mark.parametrize("answer", ["17.4", "17.6", "17.5"])
def test_both_ends_of_the_tolerance_are_right(quiz: Quiz, answer: str) -> None:
    assert grade(drawn(quiz, "q-numeric").question, answer)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        *(("17.5", "17.5"), ("17,5", "17.5"), (" 17,5 % ", "17.5"), ("-3", "-3"), ("−3", "-3")),
        *(
            (",5", "0.5"),
            ("5.", "5"),
            ("0,125", "0.125"),
            ("0.125", "0.125"),
            ("12,3456", "12.3456"),
        ),
        *(("1.234,5", "1234.5"), ("1,234.5", "1234.5"), ("1 234,5", "1234.5"), ("1 500", "1500")),
        *(("1.234.567", "1234567"), ("1,234,567", "1234567"), ("1.234.567,89", "1234567.89")),
        *(
            ("12,3456", "12.3456"),
            ("1234.567", "1234.567"),
            ("1234567", "1234567"),
            ("1\N{NO-BREAK SPACE}234", "1234"),
        ),
    ],
)
def test_numbers_are_read_as_people_write_them(typed: str, number: str) -> None:
    assert parse_number(typed) == number


@pytest.mark.parametrize("typed", ["1.500", "1,500", "-12.345", "999,999"])
def test_a_number_with_two_readings_is_not_guessed(typed: str) -> None:
    with pytest.raises(InvalidAnswer) as caught:
        parse_number(typed)
    assert caught.value.reason is Reason.AMBIGUOUS_NUMBER


@pytest.mark.parametrize(
    "typed",
    [
        *("doce", "1.2.3", "1,23,456", "1.234,567,8", "1e5", "nan", "inf", "0x10", "--1", ".", "%"),
        *("1 23", "1_000", "٣", "1.234.56", "9" * 41, "CAD 5", "1/2"),
    ],
)
def test_what_is_not_a_number_is_refused(typed: str) -> None:
    with pytest.raises(InvalidAnswer) as caught:
        parse_number(typed)
    assert caught.value.reason is Reason.NOT_A_NUMBER


@given(st.decimals(-(10**9), 10**9, places=2))
def test_any_amount_is_read_back_in_both_notations(amount: Decimal) -> None:
    english = f"{amount:,.2f}"
    spanish = english.translate(str.maketrans(",.", ".,"))
    assert Decimal(parse_number(english)) == Decimal(parse_number(spanish)) == amount


@given(st.text(max_size=50))
def test_any_text_is_a_number_or_refused(typed: str) -> None:
    number = "0"
    with contextlib.suppress(InvalidAnswer):
        number = parse_number(typed)
    assert Decimal(number).is_finite()


@given(st.lists(st.booleans(), min_size=1), st.integers(1, 100))
def test_the_score_passes_exactly_when_the_share_does(results: list[bool], mark: int) -> None:
    share = Fraction(sum(results) * 100, len(results))
    assert (score(results) >= mark) == (share >= mark)


def test_no_results_score_nothing() -> None:
    assert score([]) == 0


def test_what_is_shown_is_text_in_both_languages(quiz: Quiz) -> None:
    for question in draw(quiz, 1):
        assert all(isinstance(shown.text, Localized) for shown in question.shown)
