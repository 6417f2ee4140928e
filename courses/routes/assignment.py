"""The assignment: rubric, structured text, files, handing in, and what came back."""

from collections.abc import Sequence
from typing import Any

from flask import Response as FlaskResponse
from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from courses import drafts, words
from courses.content import brief_page
from courses.curriculum.schema import Criterion, Module
from courses.forms import AI_LIMIT, PREFIX, AssignmentForm, assignment_form
from courses.queries import Place
from courses.routes.base import base_url, bp, language, locked, opened, own_writing
from courses.routes.reading import PATH, Answer
from courses.sections import section_of
from courses.services import Locked
from courses.sheet import MORE
from lms.assignments import showing
from lms.assignments.models import Submission, SubmissionState
from lms.assignments.queries import file_of_trainee, submissions_of
from lms.assignments.services import EmptySubmission, NotADraft, TooManyFiles
from lms.assignments.uploads import (
    ALLOWED,
    MAX_BYTES,
    FileTooLarge,
    KindNotAllowed,
    check_upload,
)
from lms.db import reading
from lms.learning.services import CohortClosed
from lms.permissions import Permission, requires
from lms.security import as_attachment
from lms.storage import MissingFile, Storage

MEGABYTE = 1024 * 1024


@bp.get(f"{PATH}/assignment")
@requires(Permission.LEARN)
def assignment(enrolment_id: int, code: str) -> Answer:
    """The assignment with its rubric, the trainee's draft, and every version handed in.

    `?table=<section>&rows=<number>` shows that many rows of a table.
    """
    return _page(enrolment_id, code)


def _page(enrolment_id: int, code: str, typed: AssignmentForm | None = None) -> str:
    place, module = opened(enrolment_id, code)
    work, lang = module.assignment, language()
    versions = submissions_of(reading(), *place.key)
    last = versions[0] if versions else None
    form = typed if typed is not None else assignment_form(work, lang)(data=_saved(last))
    form.draft.data = drafts.draft_mark(last)
    grown = form.tables().get(request.args.get("table", ""))
    if grown:
        grown.show_rows(request.args.get("rows", 0, int))
    sections = [section_of(section) for section in work.sections]
    return render_template(
        "courses/assignment.html",
        form=form,
        place=place,
        base=base_url(place),
        work=work,
        brief=brief_page(reading(), place, lang),
        fields=[(form[f"{PREFIX}{section.id}"], section) for section in work.sections],
        last=last,
        handed_in=[
            (one, showing.shown(sections, one.answers, lang))
            for one in versions
            if one.state is not SubmissionState.DRAFT
        ],
        writable=place.open and (last is None or last.state in drafts.WRITABLE),
        sentence=words.assignment_sentence(last.state if last else None),
        status=words.assignment_status,
        criteria=_criteria(module.assignment.criteria),
        level_names=[_("Beginning"), _("Developing"), _("Ready"), _("Exemplary")],
        allowed=", ".join(kind.removeprefix(".") for kind in ALLOWED),
        accept=",".join(ALLOWED),
        megabytes=MAX_BYTES // MEGABYTE,
        ai_limit=AI_LIMIT,
    )


def _saved(last: Submission | None) -> dict[str, object]:
    """The fields' values: of the draft, or of the returned version that the next starts from."""
    if last is None:
        return {}
    answers = {f"{PREFIX}{name}": answer for name, answer in last.answers.items()}
    return {**answers, "ai_use": last.ai_use}


def _criteria(criteria: Sequence[Criterion]) -> list[dict[str, object]]:
    lang = language()
    return [
        {
            "id": one.id,
            "title": one.title[lang],
            "levels": [level[lang] for level in one.levels],
        }
        for one in criteria
    ]


@bp.post(f"{PATH}/assignment")
@requires(Permission.LEARN)
def save_assignment(enrolment_id: int, code: str) -> Answer:
    """Save the draft with its files, take a file off, add rows, or hand everything in."""
    place, module = opened(enrolment_id, code)
    whole = not _brings_workbook(place, module)
    form = assignment_form(module.assignment, language(), whole=whole).of_request()
    handing_in = request.form.get("action") == "submit"
    grown = form.tables().get(request.form.get("add", ""))
    sent = len(grown.lines) if grown else 0
    if grown:
        grown.show_rows(sent + MORE)
    fine = form.validate() if handing_in else form.keepable()
    stored = _store(form) if fine else []
    if form.errors:
        return _page(enrolment_id, code, form), 422
    if not _write(form, enrolment_id, code, stored, handing_in=handing_in):
        return _page(enrolment_id, code, form), 409 if form.form_errors else 422
    told = _("Your assignment is handed in.") if handing_in else _("Your draft is saved.")
    flash(told, "success")
    here: dict[str, Any] = {"enrolment_id": enrolment_id, "code": code}
    if grown:
        here |= {"table": grown.section.id, "rows": len(grown.lines)}
        here |= {"_anchor": grown.lines[min(sent, len(grown.lines) - 1)].name}
    return redirect(url_for("courses.assignment", **here), 303)


def _brings_workbook(place: Place, module: Module) -> bool:
    """Whether the finished workbook is attached, which may say what the form leaves empty."""
    if module.assignment.file != "xlsx":
        return False
    last = drafts.newest(reading(), place)
    kept = [file.name for file in last.files] if last else []
    sent = [file.filename or "" for file in request.files.getlist("files")]
    return any(name.lower().endswith(".xlsx") for name in (*kept, *sent))


def _store(form: AssignmentForm) -> list[drafts.Stored]:
    """Check the sent files and store them, before any transaction; errors go to the field."""
    sent: list[FileStorage] = [file for file in form.files.data or () if file.filename]
    checked, errors = [], []
    for file in sent:
        name = file.filename or ""
        try:
            checked.append(check_upload(name, file.stream.read(MAX_BYTES + 1)))
        except FileTooLarge:
            size = MAX_BYTES // MEGABYTE
            errors.append(_("“%(name)s” is larger than %(size)s MB.", name=name, size=size))
        except KindNotAllowed:
            errors.append(
                _("“%(name)s” is not a file of an allowed kind, or is damaged.", name=name)
            )
    form.files.errors = errors
    storage: Storage = current_app.extensions["storage"]
    return [] if errors else [drafts.Stored(file, storage.put(file.content)) for file in checked]


def _write(
    form: AssignmentForm,
    enrolment_id: int,
    code: str,
    stored: Sequence[drafts.Stored],
    *,
    handing_in: bool,
) -> bool:
    """Write what was sent in one transaction, or say on the form why nothing was changed."""
    typed = drafts.Typed(form.answers(), form.declared(), form.draft.data or "")
    try:
        with own_writing(enrolment_id, code) as (session, place):
            draft = drafts.save_draft(session, place, typed)
            drafts.take_off(session, draft, request.form.get("take_off", ""))
            drafts.attach(session, place, draft, stored)
            if handing_in:
                drafts.hand_in(session, draft, current_user.id)
    except CohortClosed:
        form.form_errors = [words.cohort_closed()]
    except NotADraft:
        form.form_errors = [_("This assignment was handed in already; nothing was changed.")]
    except drafts.StaleDraft:
        form.form_errors = [
            _(
                "The draft was changed in another window, so nothing was saved now. What you "
                "typed here is below: save again to keep this text instead of the other one."
            )
        ]
    except TooManyFiles:
        form.files.errors = [_("That would be too many files. Take one off first.")]
    except EmptySubmission:
        form.form_errors = [_("There is nothing to hand in yet.")]
    except Locked:
        abort(locked(place))
    return not form.errors


@bp.post(f"{PATH}/assignment/draft")
@requires(Permission.LEARN)
def autosave(enrolment_id: int, code: str) -> Answer:
    """Keep the draft in the background; answers without a page and names the saved state."""
    _place, module = opened(enrolment_id, code)
    form = assignment_form(module.assignment, language()).of_request()
    typed = drafts.Typed(form.answers(), form.declared(), form.draft.data or "")
    if not form.keepable(strict=False):
        return FlaskResponse(status=422)
    try:
        with own_writing(enrolment_id, code) as (session, place):
            mark = drafts.draft_mark(drafts.save_draft(session, place, typed))
    except (CohortClosed, NotADraft, drafts.StaleDraft):
        return FlaskResponse(status=409)
    return FlaskResponse(status=204, headers={"Draft-Mark": mark})


@bp.get("/files/<int:file_id>")
@requires(Permission.LEARN)
def file(file_id: int) -> Response:
    """A file that the trainee attached to her own work."""
    found = file_of_trainee(reading(), current_user.id, file_id)
    if found is None:
        abort(404)
    storage: Storage = current_app.extensions["storage"]
    try:
        content = storage.get(found.sha256)
    except MissingFile:
        abort(404)
    return as_attachment(content, found.name, found.media_type)
