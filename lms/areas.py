"""The house's own areas, as plugins like any other."""

from lms.accounts.plugin import plugin as accounts
from lms.core.plugin import plugin as core
from lms.demo.plugin import plugin as demonstration
from lms.jobs.plugin import plugin as jobs
from lms.plugin import Plugin
from lms.reports.plugin import plugin as reports


def areas(*, demo: bool) -> tuple[Plugin, ...]:
    """Every area; the demonstration's pages and accounts only where it is one."""
    always = (core, jobs, accounts, reports)
    return (*always, demonstration) if demo else always
