"""The rule for passwords and their hashes."""

from typing import Any

import argon2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.accounts import passwords
from lms.accounts.common_passwords import COMMON
from lms.accounts.passwords import Weakness, hash_password, needs_rehash, verify, weakness

OWN = ("María José", "Muñoz", "mj.munoz@example.com")


@pytest.mark.parametrize(
    ("password", "found"),
    [
        ("corta 123", Weakness.SHORT),
        ("x" * 129, Weakness.LONG),
        ("1234567890", Weakness.COMMON),
        ("Contraseña2026!", Weakness.COMMON),
        ("colombia-2024", Weakness.COMMON),
        ("teamoteamo", Weakness.COMMON),
        ("aaaaaaaaaaaa", Weakness.COMMON),
        ("abc1abc1abc1", Weakness.COMMON),
        ("maríajosé1999", Weakness.PERSONAL),
        ("Muñoz-2026-11", Weakness.PERSONAL),
        ("mj.munoz@example.com", Weakness.PERSONAL),
        ("gateway123456", Weakness.PERSONAL),
        ("diez letra", None),
        ("x" * 64 + "Y" * 64, None),
        ("ñandú 🦙 ñandú", None),
        ("la gateway de María José es verde", None),
    ],
)
def test_a_new_password_is_refused_only_for_length_or_guessability(
    password: str, found: Weakness | None
) -> None:
    assert weakness(password, OWN) == found


def test_the_list_holds_the_common_passwords_of_both_languages() -> None:
    assert len(COMMON) > 300
    assert {"1234567890", "qwertyuiop", "contraseña", "teamo", "iloveyou"} <= COMMON
    assert all(word == word.casefold() for word in COMMON)


@given(st.text(max_size=40), st.lists(st.text(max_size=10), max_size=3))
def test_any_text_gets_an_answer(password: str, words: list[str]) -> None:
    assert weakness(password, words) in {None, *Weakness}


def test_a_hash_is_argon2id_with_the_chosen_cost_and_takes_the_exact_characters() -> None:
    made = hash_password(" con espacios ")
    assert made.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert verify(made, " con espacios ")
    assert not verify(made, "con espacios")
    assert not verify(made, " CON ESPACIOS ")
    assert not needs_rehash(made)


def test_a_hash_of_other_parameters_is_to_be_renewed() -> None:
    weak = argon2.PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash("clave")
    assert verify(weak, "clave")
    assert needs_rehash(weak)


@pytest.mark.parametrize("missing", [None, "!", ""])
def test_nothing_opens_an_account_without_a_password(missing: str | None) -> None:
    assert not verify(missing, "")
    assert not verify(missing, "!")


def test_an_unknown_account_costs_one_verification_like_a_known_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real, seen = passwords._hasher, []

    class Spy:
        def verify(self, password_hash: str, password: str) -> Any:
            seen.append(argon2.extract_parameters(password_hash))
            return real.verify(password_hash, password)

        def hash(self, password: str) -> str:
            return real.hash(password)

    monkeypatch.setattr(passwords, "_hasher", Spy())
    verify(None, "cualquiera")
    verify(hash_password("otra"), "cualquiera")
    assert len(seen) == 2
    assert seen[0] == seen[1]
