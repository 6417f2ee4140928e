"""The readiness assessment: where it stands, a page per dimension, a last look, the result."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from courses import queries as learning
from courses.curriculum.readiness import Readiness
from courses.forms import Buttons
from courses.readiness import queries, review, services, words
from courses.readiness.moments import Place, State, today
from courses.readiness.queries import Standing
from courses.readiness.results import result_page
from courses.readiness.review import PREFIX
from courses.readiness.scoring import Answers, Unanswered
from courses.routes.base import bp, language
from courses.words import Task
from lms.accounts.queries import firm_of
from lms.db import reading, writing
from lms.learning.models import ReadinessAssessment, ReadinessMoment
from lms.learning.queries import Respondent
from lms.learning.services import AssessmentFinished
from lms.permissions import Permission, requires

Answer = str | Response | tuple[str, int]
PATH = "/readiness"
FIRST_GAPS = 6
"""So many gaps are shown at once; the others are a click away."""
MOMENT = f"{PATH}/<any(baseline, endline, month_6, month_12):moment>"


def respondent() -> Respondent:
    """The signed-in person, for her firm if she has one."""
    return Respondent(current_user.id, current_user.firm_id)


def _standing() -> Standing:
    standing = queries.standing(reading(), respondent(), today())
    if standing is None:
        abort(404)
    return standing


def _content(standing: Standing, moment: ReadinessMoment) -> Readiness:
    return queries.readiness_of(reading(), standing.instrument_id(moment))


def _url(moment: ReadinessMoment) -> str:
    return url_for("courses.readiness_moment", moment=moment.value)


def _step_url(moment: ReadinessMoment, position: int) -> str:
    return url_for("courses.readiness_dimension", moment=moment.value, position=position)


def home_task(programmes: set[int]) -> Task | None:
    """The row of the learner's home, for those whose programme has such an assessment.

    Someone who is in no cohort yet gets it too: the baseline comes before the first module.
    """
    standing = queries.standing(reading(), respondent(), today())
    if standing is None or (programmes and standing.instrument.programme_id not in programmes):
        return None
    finished = [place for place in standing.places if place.state is State.FINISHED]
    place = standing.current or (finished[-1] if finished else standing.places[0])
    readiness = _content(standing, place.moment)
    status, kind = words.state_words(place, standing, readiness)
    return Task(
        readiness.title[language()],
        url_for("courses.readiness"),
        words.moment_name(place.moment),
        status,
        kind,
    )


@bp.get(PATH)
@requires(Permission.LEARN)
def readiness() -> Answer:
    """What it is, the four moments, and which one is open now."""
    standing = _standing()
    current = standing.current
    content = _content(standing, current.moment if current else ReadinessMoment.BASELINE)
    return render_template(
        "courses/readiness_start.html",
        readiness=content,
        firm=firm_of(reading(), current_user.id),
        current=current,
        name=words.moment_name(current.moment) if current else "",
        url=_start_url(current) if current else "",
        tasks=[
            words.moment_task(place, standing, content, _start_url(place))
            for place in standing.places
        ],
        shares=[(one.title[language()], words.percent(one.weight)) for one in content.dimensions],
        bands=[
            (f"{band.title[language()]} ({band.start}–{band.end})", band.meaning[language()])
            for band in content.bands
        ],
    )


def _start_url(place: Place) -> str:
    """Where a click on a moment leads: to its first page, or to what there is already."""
    return _step_url(place.moment, 1) if place.state is State.OPEN else _url(place.moment)


@bp.get(f"{MOMENT}/<int:position>")
@requires(Permission.LEARN)
def readiness_dimension(moment: str, position: int) -> Answer:
    """The items of one dimension, with the answers saved so far."""
    return _dimension_page(ReadinessMoment(moment), position)


def _dimension_page(moment: ReadinessMoment, position: int, form: Buttons | None = None) -> Answer:
    standing = _standing()
    place = standing.place(moment)
    if not place.writable:
        return _elsewhere(place)
    content = _content(standing, moment)
    if not 1 <= position <= len(content.dimensions):
        abort(404)
    dimension = content.dimensions[position - 1]
    row = standing.found.get(moment)
    answers: Answers = row.answers if row else {}
    numbers = words.numbers_of(content)
    return render_template(
        "courses/readiness_dimension.html",
        form=form,
        moment=moment,
        name=words.moment_name(moment),
        dimension=dimension,
        position=position,
        count=len(content.dimensions),
        items=[
            {
                "id": f"{PREFIX}{item.id}",
                "number": numbers[item.id],
                "item": item,
                "choices": words.choices_of(content, item, language()),
                "chosen": (str(answers[item.id]),) if item.id in answers else (),
            }
            for item in dimension.items
        ],
        done=len(answers),
        total=len(content.items),
        words=words.answered_words(len(answers), len(content.items)),
        previous=_step_url(moment, position - 1) if position > 1 else None,
    )


def _elsewhere(place: Place) -> Response:
    """To the result of a finished moment, or to the page that says when this one opens."""
    if place.state is State.FINISHED:
        return redirect(_url(place.moment), 303)
    flash(_("This moment is not open now. Nothing was changed."), "warning")
    return redirect(url_for("courses.readiness"), 303)


@bp.post(f"{MOMENT}/<int:position>")
@requires(Permission.LEARN)
def save_readiness(moment: str, position: int) -> Answer:
    """Keep the answers of one dimension and go on."""
    when = ReadinessMoment(moment)
    typed = {
        name.removeprefix(PREFIX): value
        for name, value in request.form.items()
        if name.startswith(PREFIX)
    }
    try:
        with writing() as session:
            services.save_dimension(session, respondent(), when, position, typed)
    except services.UnknownDimension:
        abort(404)
    except services.UnknownAnswer:
        form = Buttons()
        form.form_errors = [_("That answer does not belong to this question. Choose again.")]
        page = _dimension_page(when, position, form)
        return page if isinstance(page, Response | tuple) else (page, 422)
    except (services.NotOpen, AssessmentFinished):
        flash(_("This moment is not open now. Nothing was changed."), "warning")
        return redirect(url_for("courses.readiness"), 303)
    last = len(_content(_standing(), when).dimensions)
    to_review = position == last or "to_review" in request.form
    return redirect(_url(when) if to_review else _step_url(when, position + 1), 303)


@bp.get(MOMENT)
@requires(Permission.LEARN)
def readiness_moment(moment: str) -> Answer:
    """A last look at a draft, or the result of a finished assessment."""
    when = ReadinessMoment(moment)
    standing = _standing()
    place, row = standing.place(when), standing.found.get(when)
    if row is not None and place.state is State.FINISHED:
        return _result(standing, row)
    return _review_page(standing, place) if place.writable else _elsewhere(place)


def _review_page(
    standing: Standing, place: Place, form: Buttons | None = None, status: int = 200
) -> Answer:
    content = _content(standing, place.moment)
    row = standing.found.get(place.moment)
    answers: Answers = row.answers if row else {}

    def url(position: int) -> str:
        return _step_url(place.moment, position)

    page = render_template(
        "courses/readiness_review.html",
        form=form,
        name=words.moment_name(place.moment),
        tasks=list(review.tasks(content, answers, url, language())),
        missing=list(review.missing(content, answers, url, language())) if form else [],
        row=row,
        done=len(answers),
        total=len(content.items),
        words=words.answered_words(len(answers), len(content.items)),
    )
    return page, status


@bp.post(MOMENT)
@requires(Permission.LEARN)
def finish_readiness(moment: str) -> Answer:
    """Finish a draft: its answers and its result never change afterwards."""
    when = ReadinessMoment(moment)
    try:
        with writing() as session:
            services.finish(session, respondent(), when)
    except services.NotOpen:
        return _elsewhere(_standing().place(when))
    except Unanswered:
        form = Buttons()
        form.form_errors = [_("Answer every item before you finish.")]
        standing = _standing()
        return _review_page(standing, standing.place(when), form, 422)
    flash(_("Your answers are final. This is the result."), "success")
    return redirect(_url(when), 303)


def _result(standing: Standing, row: ReadinessAssessment) -> str:
    content = _content(standing, row.moment)
    baseline = standing.found.get(ReadinessMoment.BASELINE)
    comparable = baseline is not None and baseline.instrument_id == row.instrument_id
    beside = baseline if comparable and baseline is not row else None
    programme_id = row.instrument.programme_id
    places = [
        place
        for place in learning.places_of(reading(), current_user.id)
        if place.programme_id == programme_id
    ]
    urls = {
        place.code: url_for("courses.module", enrolment_id=place.enrolment_id, code=place.code)
        for place in reversed(places)  # the newest enrolment wins
    }
    modules = queries.modules_of(reading(), programme_id)
    return render_template(
        "courses/readiness_result.html",
        readiness=content,
        row=row,
        name=words.moment_name(row.moment),
        firm=firm_of(reading(), current_user.id),
        baseline=beside,
        numbers=words.numbers_of(content),
        page=result_page(content, row, beside, modules, urls, language()),
        number=words.number,
        gained=words.gained,
        first=FIRST_GAPS,
    )
