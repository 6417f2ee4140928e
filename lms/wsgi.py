"""What a WSGI server loads: the application with its background worker running."""

import gc

from flask import Flask

from lms import create_app
from lms.jobs.worker import start


def application() -> Flask:
    """Make the application; with `LMS_JOBS=embedded`, jobs run in a thread of this process."""
    app = create_app()
    if app.config["JOBS"] == "embedded":
        start(app)
    gc.freeze()  # what is loaded now stays: looking through it again and again cost every request
    return app
