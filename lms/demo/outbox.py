"""The page that stands in for everyone's mailbox in a demonstration."""

from flask import current_app, render_template

from lms.db import reading
from lms.demo.queries import posted_mails
from lms.permissions import public


@public
def outbox() -> str:
    """Show the mails that a real installation would have sent."""
    mails = posted_mails(reading(), current_app.config["BASE_URL"])
    return render_template("lms/demo/outbox.html", mails=mails)
