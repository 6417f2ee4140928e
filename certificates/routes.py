"""Pages of certificates: one's own, the public check, and the register."""

import re
import unicodedata
from datetime import timedelta
from urllib.parse import quote

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from certificates import queries, services
from certificates.codes import normalise
from certificates.forms import (
    STATES,
    FileForm,
    LookupForm,
    RegisterForm,
    ReissueForm,
    RevokeForm,
)
from certificates.models import Certificate, CertificateState
from certificates.rendering import NoSigningKey, ensure_pdf, trusted_certificates
from certificates.typesetting import (
    PangoMissing,
    TextTooLong,
    UnprintableName,
    UnprintableText,
)
from certificates.verdict import MAX_BYTES
from lms import limits
from lms.db import database, reading, writing
from lms.jobs.queue import JobRunner
from lms.permissions import Permission, public, requires
from lms.security import as_attachment

bp = Blueprint("certificates", __name__, template_folder="templates")
Page = str | tuple[str, int] | Response
CHECKS_A_MINUTE, FILES_A_MINUTE = 60, 10


@bp.app_template_filter("certificate_state")
def state_words(state: CertificateState) -> str:
    """The name of a state in the language of the request."""
    return str(STATES[state])


@bp.get("/certificates")
@requires(Permission.LEARN)
def mine() -> str:
    """One's own certificates."""
    certificates = queries.certificates_of(reading(), current_user.id)
    return render_template("certificates/mine.html", certificates=certificates)


@bp.get("/certificates/<int:certificate_id>.pdf")
@requires(Permission.LEARN)
def download(certificate_id: int) -> Response:
    """One's own certificate as a signed PDF, made now if the job has not run yet."""
    found = queries.certificate_for(reading(), current_user.id, certificate_id)
    if found is None:
        abort(404)
    runner: JobRunner = current_app.extensions["jobs"]
    try:
        content = ensure_pdf(runner.context, found.id)
    except (UnprintableText, TextTooLong):
        abort(
            409,
            _(
                "The PDF cannot be made, because a character of a name cannot be printed. The "
                "certificate is valid all the same. Ask your trainer to have the name corrected."
            ),
        )
    except PangoMissing as error:
        current_app.logger.error(str(error))
        abort(503, _("The PDF cannot be made at the moment. The certificate is valid."))
    except NoSigningKey:
        current_app.logger.exception("a certificate could not be signed")
        abort(503, _("The PDF cannot be signed at the moment. The certificate is valid."))
    return _named(content, f"Gateway-{found.printed.module_code}-{found.user.first_surname}.pdf")


def _named(content: bytes, name: str) -> Response:
    """An attachment with a plain name for old browsers and the real one for the others."""
    name = re.sub(r"[^\w.-]+", "-", name)
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    response = as_attachment(content, plain, "application/pdf")
    if plain != name:
        real = {"filename": plain, "filename*": f"UTF-8''{quote(name)}"}
        response.headers.set("Content-Disposition", "attachment", **real)
    return response


@bp.get("/v")
@public
def lookup() -> Page:
    """Ask for the code of a certificate, or for its file."""
    form = LookupForm(request.args)
    if "code" not in request.args:
        return _unindexed(render_template("certificates/lookup.html", form=LookupForm()))
    _limit("check", CHECKS_A_MINUTE)
    if not form.validate():
        return _unindexed(render_template("certificates/lookup.html", form=form), 422)
    return redirect(url_for("certificates.verify", code=normalise(form.code.data or "")), 303)


@bp.get("/v/<code>")
@public
def verify(code: str) -> Page:
    """What the register says about a code; every unknown code gets the same answer."""
    _limit("check", CHECKS_A_MINUTE)
    found = queries.certificate_by_code(reading(), normalise(code) or "")
    if found is None:
        here = url_for("certificates.lookup")  # the code itself would make the answers differ
        page = render_template("certificates/unknown.html", form=LookupForm(), request_path=here)
        return _unindexed(page, 404)
    return _unindexed(
        render_template("certificates/verify.html", certificate=found, printed=found.printed)
    )


@bp.route("/v/file", methods=["GET", "POST"])
@public
def check_file() -> Page:
    """Hold a PDF against its signature and the register; the file is not kept."""
    form = FileForm.of_request()
    if request.method == "GET":
        return _unindexed(render_template("certificates/file.html", form=form))
    _limit("check-file", FILES_A_MINUTE)
    if not form.validate():
        return _unindexed(render_template("certificates/file.html", form=form), 422)
    from certificates.verify import verify_pdf  # its libraries are heavy

    upload: FileStorage = form.file.data
    content = upload.stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        form.file.errors = [_("The file has more than 10 MB; a certificate has far less.")]
        return _unindexed(render_template("certificates/file.html", form=form), 422)
    try:
        verdict = verify_pdf(content, trusted_certificates(current_app.config))
    except NoSigningKey:
        current_app.logger.exception("a file could not be checked")
        abort(503, _("Files cannot be checked at the moment. Use the code of the certificate."))
    outcome, certificate = queries.compare_file(reading(), verdict)
    page = render_template(
        "certificates/file_result.html",
        outcome=outcome.value,
        certificate=certificate,
        sha256=verdict.sha256,
    )
    return _unindexed(page)


@bp.get("/register")
@requires(Permission.READ_REGISTER)
def register() -> str:
    """Every certificate, newest first."""
    form = RegisterForm(request.args)
    state = CertificateState(form.state.data) if form.validate() and form.state.data else None
    number = max(1, min(request.args.get("page", 1, int), 1_000_000))
    page = queries.register_page(reading(), form.text.data or "", state, number)
    return render_template(
        "certificates/register.html",
        form=form,
        page=page,
        chosen={"text": form.text.data or None, "state": state.value if state else None},
        may_revoke=Permission.REVOKE_CERTIFICATES in current_user.permissions,
    )


@bp.route("/register/<code>/revoke", methods=["GET", "POST"])
@requires(Permission.REVOKE_CERTIFICATES)
def revoke(code: str) -> Page:
    """Take a certificate's validity away, for a reason that the public reads."""
    certificate = _in_register(code)
    form = RevokeForm.of_request()
    if request.method == "GET" or not form.validate():
        return _act_page("certificates/revoke.html", certificate, form)
    try:
        with writing() as session:
            services.revoke(session, certificate.code, current_user.id, form.reason.data or "")
    except services.NotValid:
        return _act_page("certificates/revoke.html", _in_register(code), form)
    flash(_("The certificate was revoked. Its public page says so from now on."), "success")
    return redirect(url_for("certificates.verify", code=certificate.code), 303)


@bp.route("/register/<code>/reissue", methods=["GET", "POST"])
@requires(Permission.REVOKE_CERTIFICATES)
def reissue(code: str) -> Page:
    """Issue a certificate again with a corrected name; the earlier one points to it."""
    certificate = _in_register(code)
    form = ReissueForm.of_request(data={"name": certificate.printed.name})
    if request.method == "GET" or not form.validate():
        return _act_page("certificates/reissue.html", certificate, form)
    name = form.name.data or ""
    try:
        with writing() as session:
            corrected = services.supersede(session, certificate.code, name, current_user.id)
    except services.NotValid:
        return _act_page("certificates/reissue.html", _in_register(code), form)
    except UnprintableName as error:
        signs = " ".join(error.characters)
        form.name.errors = [_("Certificates cannot print these signs: %(signs)s", signs=signs)]
        return _act_page("certificates/reissue.html", certificate, form)
    except TextTooLong:
        form.name.errors = [_("This name has no room on a certificate.")]
        return _act_page("certificates/reissue.html", certificate, form)
    flash(_("The corrected certificate was issued and its holder was told by e-mail."), "success")
    return redirect(url_for("certificates.verify", code=corrected.code), 303)


def _in_register(code: str) -> Certificate:
    found = queries.certificate_by_code(reading(), normalise(code) or "")
    if found is None:
        abort(404)
    return found


def _act_page(template: str, certificate: Certificate, form: RevokeForm | ReissueForm) -> Page:
    """The form of an act on the register; a sentence instead when the time for it is over."""
    page = render_template(
        template, certificate=certificate, printed=certificate.printed, form=form
    )
    if certificate.state is not CertificateState.VALID:
        return page, 409 if request.method == "POST" else 200
    return page, 422 if form.errors else 200


def _limit(act: str, per_minute: int) -> None:
    who = request.remote_addr or ""
    if not limits.allow(database(), act, who, per_minute, timedelta(minutes=1)):
        abort(429)


def _unindexed(page: str, status: int = 200) -> Response:
    """A page about a person that search engines may not list."""
    response = Response(page, status, mimetype="text/html")
    response.headers["X-Robots-Tag"] = "noindex"
    return response
