"""What a trainee types at sign-up."""

from typing import Any

PASSWORD = "tres tristes tigres 88"
NIT = "900.123.456-8"


def person(**changes: Any) -> dict[str, Any]:
    """The fields of a person, her password and her consent."""
    return {
        "password": PASSWORD,
        "given_names": "Ana Lucía",
        "first_surname": "Ñáñez",
        "second_surname": "Güiza",
        "certificate_name": "",
        "language": "es",
        "consent": "y",
    } | changes


def firm(**changes: Any) -> dict[str, Any]:
    """The fields of a firm."""
    return {
        "nit": NIT,
        "firm_name": "Píxel del Sur S.A.S.",
        "department": "52",
        "ciiu": "6201",
        "size": "small",
    } | changes


def sign_up(**changes: Any) -> dict[str, Any]:
    """The whole sign-up form."""
    return {"email": "ana@example.com"} | person() | firm() | changes
