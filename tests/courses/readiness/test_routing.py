"""The study plan: which modules, how much of each, why, and in which order."""

from hypothesis import given
from hypothesis import strategies as st

from courses.curriculum.readiness import HOWS
from courses.readiness.routing import PlanStep, gaps, plan, referrals, strengths
from courses.readiness.scoring import NOT_APPLICABLE, UNKNOWN, Answer, score
from tests.courses.readiness.instruments import CODES, answers, instrument, worked_example

NEEDS = {
    "M1": (),
    "M2": ("M1",),
    "M3": ("M2",),
    "M4": ("M1",),
    "M5": ("M1",),
    "M6": ("M1",),
    "M7": ("M1", "M4", "M5"),
    "M8": ("M5", "M6", "M7"),
    "M9": ("M2", "M3", "M4", "M6"),
    "M10": tuple(CODES[:9]),
}


def plan_of(whole: dict[str, Answer]) -> tuple[PlanStep, ...]:
    return plan(instrument(), score(instrument(), whole).frozen(), NEEDS)


def test_the_plan_of_the_worked_example_starts_with_the_weakest_dimensions() -> None:
    steps = plan_of(worked_example())
    assert [step.code for step in steps] == [
        "M1",
        "M2",
        "M5",
        "M6",
        "M4",
        "M7",
        "M3",
        "M9",
        "M8",
        "M10",
    ]
    assert {step.how for step in steps} == {"required"}
    reasons = {step.code: [r.dimension.id for r in step.reasons] for step in steps}
    assert reasons["M3"] == ["sales", "offer"]


def test_the_dimension_that_asks_for_more_decides() -> None:
    weak = dict.fromkeys(("d4_1", "d4_2", "d4_3", "d4_4"), 1)
    how = {step.code: step.how for step in plan_of(answers(3, **weak))}
    assert (how["M3"], how["M2"]) == ("required", "assignment")


def test_a_ready_firm_still_does_the_tax_module_and_the_plan_in_full() -> None:
    how = {step.code: step.how for step in plan_of(answers(3))}
    assert (how["M7"], how["M10"]) == ("required", "required")
    assert (how["M1"], how["M4"]) == ("challenge", "challenge-assignment")


@given(st.fixed_dictionaries({item.id: st.integers(0, 3) for item in instrument().items}))
def test_every_plan_is_whole_and_keeps_the_order_of_what_builds_on_what(
    whole: dict[str, Answer],
) -> None:
    steps = plan_of(whole)
    codes = [step.code for step in steps]
    assert sorted(codes) == sorted(CODES)
    for code, needed in NEEDS.items():
        assert all(codes.index(one) < codes.index(code) for one in needed)
    for step in steps:
        assert step.reasons
        assert step.how in HOWS
        if step.code in instrument().always:
            assert step.how == "required"


def test_a_programme_whose_modules_wait_for_each_other_still_gets_a_plan() -> None:
    needs = {"M1": ("M2",), "M2": ("M1",)}
    steps = plan(instrument(), score(instrument(), answers(1)).frozen(), needs)
    assert sorted(step.code for step in steps) == sorted(CODES)


def test_gaps_put_key_items_first_and_then_what_does_not_exist() -> None:
    found = gaps(instrument(), answers(3, d1_1=0, d1_2=1, d2_1=1, d7_4=NOT_APPLICABLE))
    assert [item.id for item in found] == ["d1-2", "d1-1", "d2-1"]


def test_not_knowing_is_a_gap_and_only_full_proof_is_a_strength() -> None:
    given_answers = answers(2, d1_1=3, d1_4=UNKNOWN)
    assert [item.id for item in strengths(instrument(), given_answers)] == ["d1-1"]
    assert [item.id for item in gaps(instrument(), given_answers)] == ["d1-4"]


def test_a_weak_answer_brings_advice_of_its_own() -> None:
    assert [item.id for item in referrals(instrument(), answers(2, d5_3=1))] == ["d5-3"]
    assert referrals(instrument(), answers(2)) == []
