"""The house's own background work: mail."""

from lms import mail
from lms.jobs.cli import group
from lms.plugin import Plugin

plugin = Plugin(name="jobs", package="lms", commands=(group,), jobs={mail.KIND: mail.send})
