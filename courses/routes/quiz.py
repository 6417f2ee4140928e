"""The quiz: its rules, one question a page, a last look, and the result."""

from flask import abort, redirect, render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from courses import queries, services, words
from courses.curriculum.schema import Module
from courses.forms import Buttons
from courses.questions import fields_of, form_of, review_of
from courses.quiz import Form, InvalidAnswer, draw
from courses.routes.base import base_url, bp, language, locked, opened, own_writing
from courses.routes.reading import PATH, Answer
from lms.db import reading
from lms.learning.services import CohortClosed
from lms.permissions import Permission, requires

QUIZ = f"{PATH}/quiz"
ATTEMPT = f"{QUIZ}/<int:number>"


def _refusal(sentence: str) -> Buttons:
    """A form that says why a press of its button changed nothing."""
    form = Buttons()
    form.form_errors = [sentence]
    return form


def _attempt(
    enrolment_id: int, code: str, number: int
) -> tuple[queries.Place, Module, queries.Attempt]:
    place, module = opened(enrolment_id, code)
    attempt = queries.attempt_of(reading(), place, number)
    if attempt is None:
        abort(404)
    return place, module, attempt


@bp.get(QUIZ)
@requires(Permission.LEARN)
def quiz(enrolment_id: int, code: str) -> Answer:
    """The rules of the quiz, and the attempts made so far."""
    return _start_page(enrolment_id, code)


def _start_page(enrolment_id: int, code: str, form: Buttons | None = None) -> str:
    place, module = opened(enrolment_id, code)
    standing = queries.standing(reading(), place)
    left = standing.tries_left(module.quiz.attempts)
    return render_template(
        "courses/quiz.html",
        form=form,
        place=place,
        base=base_url(place),
        quiz=module.quiz,
        count=len(module.quiz.slots),
        must_pass=words.must_pass_positions(module),
        standing=standing,
        left=left,
        left_words=words.attempts_left(left),
        trainers=queries.trainers_of(reading(), [place.cohort_id])[place.cohort_id],
    )


@bp.post(QUIZ)
@requires(Permission.LEARN)
def start_quiz(enrolment_id: int, code: str) -> Answer:
    """Start an attempt, or go on with the open one."""
    try:
        with own_writing(enrolment_id, code) as (session, place):
            number = services.start_attempt(session, place)
    except services.Locked:
        return locked(place)
    except services.QuizDone:
        sentence = _("You have passed this quiz: no further attempt is needed.")
        return _start_page(enrolment_id, code, _refusal(sentence)), 409
    except services.NoAttemptsLeft:
        sentence = _("You have used all your attempts. Your trainer can grant one more.")
        return _start_page(enrolment_id, code, _refusal(sentence)), 409
    except CohortClosed:
        return _start_page(enrolment_id, code, _refusal(words.cohort_closed())), 409
    return redirect(f"{base_url(place)}/quiz/{number}/1", 303)


@bp.get(f"{ATTEMPT}/<int:position>")
@requires(Permission.LEARN)
def question(enrolment_id: int, code: str, number: int, position: int) -> Answer:
    """One question, with the answer saved so far."""
    place, module, attempt = _attempt(enrolment_id, code, number)
    if attempt.submitted_at is not None:
        return redirect(f"{base_url(place)}/quiz/{number}/result", 303)
    return _question_page(place, module, attempt, position)


def _question_page(
    place: queries.Place,
    module: Module,
    attempt: queries.Attempt,
    position: int,
    typed: Form | None = None,
    form: Buttons | None = None,
) -> str:
    drawn = draw(module.quiz, attempt.seed)
    if not 1 <= position <= len(drawn):
        abort(404)
    one = drawn[position - 1]
    saved = form_of(one, attempt.answers.get(one.question.slot))
    return render_template(
        "courses/question.html",
        form=form,
        place=place,
        quiz_url=f"{base_url(place)}/quiz",
        attempt=attempt,
        position=position,
        count=len(drawn),
        stem=one.question.stem[language()],
        must_pass=one.question.must_pass,
        fields=fields_of(one, saved if typed is None else typed, language()),
    )


@bp.post(f"{ATTEMPT}/<int:position>")
@requires(Permission.LEARN)
def save_question(enrolment_id: int, code: str, number: int, position: int) -> Answer:
    """Save the answer to one question and go on."""
    typed = request.form.to_dict(flat=False)
    try:
        with own_writing(enrolment_id, code) as (session, place):
            services.save_answer(session, place, number, position, typed)
            module = services.own_module(session, place)
    except services.UnknownAttempt:
        abort(404)
    except services.Locked:
        return locked(place)
    except InvalidAnswer as error:
        sentence, status = words.refused_answer(error.reason), 422
    except services.AlreadySubmitted:
        sentence, status = _("This attempt was handed in already; nothing was changed."), 409
    except CohortClosed:
        sentence, status = words.cohort_closed(), 409
    else:
        is_last = position == len(module.quiz.slots)
        following = "review" if is_last or "to_review" in typed else str(position + 1)
        return redirect(f"{base_url(place)}/quiz/{number}/{following}", 303)
    where = _attempt(enrolment_id, code, number)
    return _question_page(*where, position, typed, _refusal(sentence)), status


@bp.get(f"{ATTEMPT}/review")
@requires(Permission.LEARN)
def review(enrolment_id: int, code: str, number: int) -> Answer:
    """A last look: which questions are answered, before handing the attempt in."""
    return _review_page(enrolment_id, code, number)


def _review_page(
    enrolment_id: int, code: str, number: int, form: Buttons | None = None
) -> str | Response:
    place, module, attempt = _attempt(enrolment_id, code, number)
    quiz_url = f"{base_url(place)}/quiz"
    if attempt.submitted_at is not None:
        return redirect(f"{quiz_url}/{number}/result", 303)
    tasks = []
    for at, drawn in enumerate(draw(module.quiz, attempt.seed), 1):
        answered = drawn.question.slot in attempt.answers
        tasks.append(
            words.Task(
                label=_("Question %(n)s", n=at),
                url=f"{quiz_url}/{number}/{at}",
                hint=drawn.question.stem[language()],
                status=_("Answered") if answered else _("Not answered"),
                kind="done" if answered else "danger",
            )
        )
    return render_template(
        "courses/review.html",
        form=form,
        place=place,
        quiz_url=quiz_url,
        number=number,
        tasks=tasks,
        open_count=len(tasks) - len(attempt.answers),
    )


@bp.post(f"{ATTEMPT}/review")
@requires(Permission.LEARN)
def submit_quiz(enrolment_id: int, code: str, number: int) -> Answer:
    """Hand the attempt in; a second press shows the same result."""
    try:
        with own_writing(enrolment_id, code) as (session, place):
            services.submit_attempt(session, place, current_user.id, number)
    except services.UnknownAttempt:
        abort(404)
    except services.Locked:
        return locked(place)
    except CohortClosed:
        page = _review_page(enrolment_id, code, number, _refusal(words.cohort_closed()))
        return (page, 409) if isinstance(page, str) else page
    return redirect(f"{base_url(place)}/quiz/{number}/result", 303)


@bp.get(f"{ATTEMPT}/result")
@requires(Permission.LEARN)
def result(enrolment_id: int, code: str, number: int) -> Answer:
    """What an attempt came to, question by question, and what to do next."""
    place, module, attempt = _attempt(enrolment_id, code, number)
    base = base_url(place)
    if attempt.submitted_at is None:
        return redirect(f"{base}/quiz/{number}/review", 303)
    session, lang = reading(), language()
    standing = queries.standing(session, place)
    left = standing.tries_left(module.quiz.attempts)
    drawn = draw(module.quiz, attempt.seed)
    # The key would spoil an attempt that can still be made: the draws share questions.
    show_key = standing.quiz_done or (not left and standing.open_try is None)
    reviewed = review_of(drawn, attempt.answers, attempt.marks, lang, show_key=show_key)
    return render_template(
        "courses/result.html",
        place=place,
        base=base,
        quiz=module.quiz,
        attempt=attempt,
        reviewed=reviewed,
        right=sum(one.right for one in reviewed),
        standing=standing,
        must_pass=[one.position for one in reviewed if one.must_pass and not one.right],
        left=left,
        left_words=words.attempts_left(left),
        show_key=show_key,
        resume=words.resume(place, module, standing, base, lang),
        trainers=queries.trainers_of(session, [place.cohort_id])[place.cohort_id],
    )
