"""The fact register: what the lessons rely on, how old it is, and what is due for review."""

from flask import render_template

from courses.curriculum.check import review_due
from courses.queries.register import citing_lessons, registers
from courses.routes.base import bp, language
from lms.db import reading, utcnow
from lms.permissions import Permission, requires


@bp.get("/facts")
@requires(Permission.READ_FACTS)
def facts() -> str:
    """Every fact with its source, its dates and the lessons that print it; those due first."""
    session, today = reading(), utcnow().date()
    found = registers(session)
    by_id = {fact.id: fact for register in found for fact in register.facts}
    due = {fact.id for register in found for fact in review_due(register, today)}
    return render_template(
        "courses/facts.html",
        facts=sorted(by_id.values(), key=lambda fact: (fact.review_by, fact.id)),
        due=due,
        citing=citing_lessons(session),
        today=today,
        lang=language(),
    )
