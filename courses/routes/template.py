"""The assignment as a file to fill in away from the page."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import request

from courses import drafts
from courses.deliverables import MEDIA_TYPES, Cover, file_name, template
from courses.queries import names_of
from courses.routes.base import bp, language, opened
from courses.routes.reading import PATH, Answer
from lms.db import reading
from lms.i18n import TIME_ZONE
from lms.permissions import Permission, requires
from lms.security import as_attachment


@bp.get(f"{PATH}/assignment/template")
@requires(Permission.LEARN)
def assignment_template(enrolment_id: int, code: str) -> Answer:
    """The file with what the trainee has saved so far; `?blank=1` gives it empty."""
    place, module = opened(enrolment_id, code)
    last = None if request.args.get("blank") == "1" else drafts.newest(reading(), place)
    person, firm = names_of(reading(), place.enrolment_id)
    cover = Cover(
        code=module.code,
        version=module.version,
        module=module.title[language()],
        firm=firm,
        person=person,
        day=datetime.now(ZoneInfo(TIME_ZONE)).date(),
        language=language(),
    )
    content = template(module.assignment, cover, last.answers if last else {})
    name = file_name(module.assignment, cover)
    return as_attachment(content, name, MEDIA_TYPES[module.assignment.file])
