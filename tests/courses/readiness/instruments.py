"""The published instrument, answers to it, and firms that answer."""

from collections.abc import Mapping
from functools import cache

from flask import Flask
from sqlalchemy.orm import Session

from courses.curriculum.check_readiness import FILE, read_readiness
from courses.curriculum.faults import Fault
from courses.curriculum.readiness import Readiness
from courses.curriculum.reading import toml_source
from courses.publishing import CURRICULUM
from courses.readiness.publishing import publish_readiness
from courses.readiness.scoring import Answer
from courses.readiness.services import finish, save_dimension
from lms.accounts.models import User
from lms.learning.models import ReadinessMoment
from lms.learning.queries import Respondent
from lms.learning.services import save_programme
from lms.permissions import Role
from tests.factories import Visitor, make_firm, make_user

CODES = [f"M{number}" for number in range(1, 11)]
WORKED_EXAMPLE = (
    (2, 2, 1, 2),
    (3, 2, 2, 2),
    (1, 1, 0, 1),
    (2, 1, 1, 1),
    (2, 2, 2, 1),
    (1, 0, 1, 1),
    (2, 1, 0, 1),
)
"""The points of the source's own example, dimension by dimension."""


def text() -> str:
    """The file that comes with the package."""
    return (CURRICULUM / "gateway" / FILE).read_text(encoding="utf-8")


def read_text(toml: str) -> tuple[Readiness | None, list[Fault]]:
    """What the reader makes of a file, and its faults."""
    faults: list[Fault] = []
    source = toml_source(FILE, toml, faults)
    return (read_readiness(source, CODES) if source else None), faults


@cache
def instrument() -> Readiness:
    """The instrument that comes with the package."""
    readiness, faults = read_text(text())
    assert readiness is not None, faults
    assert faults == []
    return readiness


def answers(points: int = 2, **changes: Answer) -> dict[str, Answer]:
    """The same points for every item, but for some: `answers(2, d1_2=0)`."""
    given: dict[str, Answer] = {item.id: points for item in instrument().items}
    return given | {name.replace("_", "-"): value for name, value in changes.items()}


def worked_example() -> dict[str, Answer]:
    """The answers of the source's own example."""
    pairs = zip(instrument().dimensions, WORKED_EXAMPLE, strict=True)
    return {
        item.id: points
        for dimension, row in pairs
        for item, points in zip(dimension.items, row, strict=True)
    }


def publish(session: Session, code: str = "small") -> None:
    """Publish the instrument for a programme."""
    programme = save_programme(session, code, {"es": "Pequeño", "en": "Small"})
    publish_readiness(session, programme, instrument())


def person_of(session: Session, firm_id: int | None = None, **changes: str) -> User:
    """A trainee, of a firm unless it is none."""
    return make_user(session, Role.TRAINEE, firm_id=firm_id, **changes)


def respondent(user: User) -> Respondent:
    """Who answers when this person does."""
    return Respondent(user.id, user.firm_id)


def answer_all(
    session: Session, user: User, moment: ReadinessMoment, given: Mapping[str, Answer]
) -> None:
    """Answer a whole moment and finish it."""
    for position, dimension in enumerate(instrument().dimensions, 1):
        typed = {item.id: str(given[item.id]) for item in dimension.items}
        save_dimension(session, respondent(user), moment, position, typed)
    finish(session, respondent(user), moment)


def firm_person(session: Session) -> User:
    """A trainee of a firm of her own, where the instrument is published."""
    publish(session)
    return person_of(session, make_firm(session, name="Estudio Cumbal S.A.S.").id)


def fill(
    visitor: Visitor, moment: str, given: Mapping[str, Answer], *, positions: range | None = None
) -> None:
    """Send the pages of a moment as a browser would."""
    for position, dimension in enumerate(instrument().dimensions, 1):
        if positions is None or position in positions:
            sent = {f"item-{item.id}": str(given[item.id]) for item in dimension.items}
            answer = visitor.post(f"/learn/readiness/{moment}/{position}", sent)
            assert answer.status_code == 303, answer.text


def visit(app: Flask, user: User, language: str = "es") -> Visitor:
    """A browser of the person, who reads in a language."""
    visitor = Visitor(app, user)
    if language != user.language:
        visitor.post("/language", {"language": language})
    return visitor
