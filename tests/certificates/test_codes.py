"""Codes survive a telephone call and betray every slip of a finger."""

import math

from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_37_2

from certificates.codes import ALPHABET, RANDOM_LENGTH, new_code, normalise


def with_check(body: str) -> str:
    bare = body + mod_37_2.calc_check_digit(body)
    return "-".join(bare[i : i + 4] for i in range(0, len(bare), 4))


bodies = st.text(ALPHABET, min_size=RANDOM_LENGTH, max_size=RANDOM_LENGTH)
codes = bodies.map(with_check).filter(lambda code: code[-1] in ALPHABET)
positions = st.integers(min_value=0, max_value=27)
separators = st.sampled_from(["", " ", "-", "–", "  "])


def test_a_code_carries_at_least_128_random_bits_in_groups_of_four() -> None:
    groups = new_code().split("-")
    assert [len(group) for group in groups] == [4] * 7
    assert math.log2(len(ALPHABET)) * RANDOM_LENGTH >= 128


def test_ten_thousand_codes_are_all_different() -> None:
    assert len({new_code() for _ in range(10_000)}) == 10_000


def test_a_new_code_is_its_own_normal_form() -> None:
    made = [new_code() for _ in range(500)]
    assert [normalise(code) for code in made] == made


@given(codes, st.lists(separators, min_size=28, max_size=28), st.data())
def test_a_code_is_read_however_it_was_typed(
    code: str, gaps: list[str], data: st.DataObject
) -> None:
    confusions = {"0": "0Oo", "1": "1IiLl"}
    typed = [
        data.draw(st.sampled_from(confusions.get(c, c + c.lower()))) for c in code.replace("-", "")
    ]
    assert normalise("".join(g + c for g, c in zip(gaps, typed, strict=True))) == code


@given(codes, positions, st.sampled_from(ALPHABET))
def test_any_single_changed_character_is_refused(code: str, at: int, other: str) -> None:
    bare = code.replace("-", "")
    changed = bare[:at] + other + bare[at + 1 :]
    assert normalise(changed) == (code if changed == bare else None)


@given(codes, st.integers(min_value=0, max_value=26))
def test_any_swap_of_neighbours_is_refused(code: str, at: int) -> None:
    bare = code.replace("-", "")
    swapped = bare[:at] + bare[at + 1] + bare[at] + bare[at + 2 :]
    assert normalise(swapped) == (code if swapped == bare else None)


@given(st.text(max_size=60))
def test_other_text_is_never_a_code_unless_it_normalises_to_one(text: str) -> None:
    result = normalise(text)
    assert result is None or normalise(result) == result


def test_ten_thousand_guesses_find_nothing() -> None:
    issued = {new_code() for _ in range(100)}
    assert not issued & {new_code() for _ in range(10_000)}
