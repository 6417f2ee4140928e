"""What the address of a report may ask for."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import DateField, IntegerField, SelectField
from wtforms.validators import NumberRange, Optional

from lms.accounts.territory import DEPARTMENTS
from lms.forms import Form
from lms.i18n import local
from lms.reports.values import Filters, Reference, State


class FilterForm(Form):
    """The filters, the order and the page of the completion report; empty fields filter nothing."""

    department = SelectField(_l("Department of the firm"), default="")
    cohort = SelectField(_l("Cohort"), default="")
    module = SelectField(_l("Module"), default="")
    state = SelectField(_l("State"), default="")
    completed_from = DateField(_l("Completed from"), [Optional()])
    completed_to = DateField(_l("Completed to"), [Optional()])
    sort = SelectField(_l("Order"), default="cohort")
    page = IntegerField(_l("Page"), [Optional(), NumberRange(min=1, max=10_000)])

    def filters(self) -> Filters:
        """The filters of a valid form."""
        return Filters(
            department=self.department.data or None,
            cohort_id=int(self.cohort.data) if self.cohort.data else None,
            module_id=int(self.module.data) if self.module.data else None,
            state=State(self.state.data) if self.state.data else None,
            completed_from=self.completed_from.data,
            completed_to=self.completed_to.data,
        )


def filter_form(args: MultiDict[str, str], known: Reference) -> FilterForm:
    """The form of an address, with the choices that exist."""
    form = FilterForm(args)
    everything = ("", _("All"))
    modules = {version.module_id: version for version in known.versions.values()}
    form.department.choices = [everything, *DEPARTMENTS.items()]
    form.cohort.choices = [everything, *((str(id_), c.name) for id_, c in known.cohorts.items())]
    form.module.choices = [
        everything,
        *((str(id_), f"{v.code} · {local(v.title)}") for id_, v in modules.items()),
    ]
    form.state.choices = [everything, *((state.value, word) for state, word in states().items())]
    form.sort.choices = list(orders().items())
    return form


def problem(form: FilterForm, args: MultiDict[str, str]) -> str | None:
    """Why an address cannot be answered, in a sentence; None when it can."""
    unknown = [name for name in args if name not in form]
    if unknown:
        return str(_("The report has no filter called “%(name)s”.", name=unknown[0]))
    if not form.validate():
        field = form[next(iter(form.errors))]
        sent = args.get(field.name, "")
        told = _("“%(value)s” cannot be used for “%(label)s”.", value=sent, label=field.label.text)
        return str(told)
    first, last = form.completed_from.data, form.completed_to.data
    if first and last and first > last:
        return str(_("The period ends before it begins."))
    return None


def states() -> Mapping[State, str]:
    """The states in words."""
    return {
        State.NOT_STARTED: _("Not started"),
        State.IN_PROGRESS: _("In progress"),
        State.COMPLETED: _("Completed"),
    }


def orders() -> Mapping[str, str]:
    """The orders in words."""
    return {
        "cohort": _("By cohort"),
        "trainee": _("By surname"),
        "firm": _("By firm"),
        "module": _("By module"),
        "newest": _("Last completed first"),
    }
