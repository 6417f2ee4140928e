"""Home, outline, lesson, glossary and participation."""

from collections.abc import Set
from itertools import groupby

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response

from courses import queries, services, words
from courses.content import kept_html, lesson_page, module_of, register_of
from courses.curriculum.labels import SECTOR_NAMES
from courses.curriculum.schema import Module
from courses.forms import Buttons, ContributionForm
from courses.readiness.routes import home_task
from courses.routes.base import (
    base_url,
    bp,
    language,
    locked,
    opened,
    own_place,
    own_writing,
    view_of,
)
from courses.routes.calculators import drawer
from courses.steps import StepKind, next_step
from lms.db import reading, utcnow
from lms.learning.completion import Part
from lms.learning.services import CohortClosed
from lms.pages import completion_links
from lms.permissions import Permission, requires

Answer = str | Response | tuple[str, int]
PATH = "/<int:enrolment_id>/<code>"


@bp.get("")
@requires(Permission.LEARN)
def home() -> Answer:
    """What comes next, and every enrolment with its modules."""
    session = reading()
    places = queries.places_of(session, current_user.id)
    standings = queries.standings(session, places) if places else {}
    trainers = queries.trainers_of(session, {place.cohort_id for place in places})
    courses = []
    for _enrolment, group in groupby(places, key=lambda place: place.enrolment_id):
        own = list(group)
        done = {place.code for place in own if place.completion_id}
        rows = [_module_row(place, standings[place.key], done) for place in own]
        cohort = own[0]
        next_row = next((row for row in rows if row["resume"]), None)
        courses.append(
            {
                "cohort": cohort,
                "trainers": ", ".join(t.name for t in trainers[cohort.cohort_id]),
                "resume": next_row["resume"] if next_row else None,
                "modules": rows,
            }
        )
    join_url = url_for("accounts.join")
    return render_template(
        "courses/home.html",
        courses=courses,
        join_url=join_url,
        readiness=home_task({place.programme_id for place in places}),
    )


def _module_row(
    place: queries.Place, standing: queries.Standing, completed: Set[str]
) -> dict[str, object]:
    module = module_of(reading(), place.version_id, place.module_sha)
    base = url_for("courses.module", enrolment_id=place.enrolment_id, code=place.code)
    done = standing.progress.complete
    earlier = [code for code in module.prerequisites if code not in completed]
    status = (
        _("Completed") if done else _("In progress") if standing.progress.started else _("To do")
    )
    return {
        "label": f"{place.code} · {place.title[language()]}",
        "url": base,
        "status": status if done or not earlier else _("Not open yet"),
        "kind": "done" if done else "wait" if earlier else "todo",
        "opens": _("Opens after %(codes)s", codes=", ".join(earlier)) if earlier else "",
        "progress": standing.progress,
        "words": words.progress_words(standing),
        "resume": None
        if done or earlier
        else words.resume(place, module, standing, base, language()),
    }


@bp.get(PATH)
@requires(Permission.LEARN)
def module(enrolment_id: int, code: str) -> Answer:
    """The outline of a module, and why it is not complete yet."""
    session = reading()
    place = own_place(session, enrolment_id, code)
    content = module_of(session, place.version_id, place.module_sha)
    standing = queries.standing(session, place)
    base, lang = base_url(place), language()
    links = completion_links(session, place.completion_id) if place.completion_id else []
    return render_template(
        "courses/module.html",
        place=place,
        module=content,
        standing=standing,
        progress_words=words.progress_words(standing),
        earlier=services.missing_modules(session, place, content),
        resume=words.resume(place, content, standing, base, lang),
        waiting=next_step(content, standing).kind is StepKind.WAIT,
        lessons=list(words.lesson_tasks(content, base, queries.lessons_read(standing.facts), lang)),
        others=list(words.other_tasks(content, base, standing, lang)),
        missing=words.missing_sentences(content, standing, lang),
        links=links,
    )


@bp.get(f"{PATH}/lesson/<slug>")
@requires(Permission.LEARN)
def lesson(enrolment_id: int, code: str, slug: str) -> Answer:
    """One lesson to read; opening it records nothing."""
    return _lesson(enrolment_id, code, slug)


def _lesson(enrolment_id: int, code: str, slug: str, form: Buttons | None = None) -> str:
    session = reading()
    place, content = opened(enrolment_id, code)
    slugs = [one.slug for one in content.lessons]
    if slug not in slugs:
        abort(404)
    at = slugs.index(slug)
    read = queries.lessons_read(queries.facts_of(session, place))
    return render_template(
        "courses/lesson.html",
        form=form,
        place=place,
        base=base_url(place),
        lesson=content.lessons[at],
        body=_lesson_body(place, content, at),
        position=at + 1,
        count=len(slugs),
        read=slug in read,
        read_count=len(read & set(slugs)),
        previous=content.lessons[at - 1] if at else None,
        following=content.lessons[at + 1] if at + 1 < len(slugs) else None,
    )


def _lesson_body(place: queries.Place, content: Module, at: int) -> Markup:
    lesson, view = content.lessons[at], view_of(place)
    page = lesson_page(reading(), place, lesson.slug, view, drawer(place))
    overdue = page.age is not None and page.age.review_day <= utcnow().date()

    def draw() -> str:
        return render_template(
            "courses/_lesson_body.html",
            lesson=lesson,
            time=words.lesson_time(lesson),
            page=page,
            sectors=SECTOR_NAMES[view.language],
            sector=view.sector,
            overdue=overdue,
            position=at + 1,
            count=len(content.lessons),
        )

    return kept_html(place, ("lesson", lesson.slug, view, overdue), draw)


@bp.post(f"{PATH}/lesson/<slug>")
@requires(Permission.LEARN)
def read_lesson(enrolment_id: int, code: str, slug: str) -> Answer:
    """Mark a lesson as read and go on to what comes next."""
    try:
        with own_writing(enrolment_id, code) as (session, place):
            services.mark_lesson_read(session, place, current_user.id, slug)
            content = module_of(session, place.version_id, place.module_sha)
            standing = queries.standing(session, place)
            url = words.resume(place, content, standing, base_url(place), language()).url
    except services.UnknownLesson:
        abort(404)
    except services.Locked:
        return locked(place)
    except CohortClosed:
        form = Buttons()
        form.form_errors = [words.cohort_closed()]
        return _lesson(enrolment_id, code, slug, form), 409
    return redirect(url, 303)


@bp.get("/<int:enrolment_id>/glossary")
@requires(Permission.LEARN)
def glossary(enrolment_id: int) -> Answer:
    """The words of the programme in Spanish, English and French."""
    session = reading()
    places = queries.places_of(session, current_user.id)
    place = next((one for one in places if one.enrolment_id == enrolment_id), None)
    if place is None:
        abort(404)
    register = register_of(session, place.programme_id, place.register_sha)
    lang = language()
    terms = sorted(register.terms, key=lambda term: term[lang].casefold())
    return render_template("courses/glossary.html", terms=terms, place=place)


@bp.route(f"{PATH}/participation", methods=["GET", "POST"])
@requires(Permission.LEARN)
def participation(enrolment_id: int, code: str) -> Answer:
    """What counts as taking part: the recorded attendance, or a contribution written here."""
    form = ContributionForm.of_request()
    sent = request.method == "POST" and form.validate()
    if sent and _contributed(form, enrolment_id, code):
        flash(_("Your contribution is saved. It counts as taking part."), "success")
        return redirect(url_for("courses.module", enrolment_id=enrolment_id, code=code), 303)
    place, content = opened(enrolment_id, code)
    standing = queries.standing(reading(), place)
    page = render_template(
        "courses/participation.html",
        form=form,
        place=place,
        module=content,
        base=base_url(place),
        attended=standing.attended,
        met=standing.met(Part.PARTICIPATION),
        contribution=queries.contribution_of(reading(), place),
        least=services.CONTRIBUTION_WORDS,
    )
    return (page, 422) if form.errors else page


def _contributed(form: ContributionForm, enrolment_id: int, code: str) -> bool:
    """Save the contribution, or say on the form why not."""
    text = form.text.data or ""
    try:
        with own_writing(enrolment_id, code) as (session, place):
            services.save_contribution(
                session, place, current_user.id, text, watched=bool(form.watched.data)
            )
    except services.TooShort as error:
        form.text.errors = [
            ngettext(
                "Your text has %(num)s word; write at least %(least)s.",
                "Your text has %(num)s words; write at least %(least)s.",
                error.words,
                least=services.CONTRIBUTION_WORDS,
            )
        ]
    except CohortClosed:
        form.form_errors = [words.cohort_closed()]
    except services.Locked:
        form.form_errors = [_("Complete the earlier module first.")]
    return not form.errors
