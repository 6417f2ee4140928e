"""The pages: one's own certificates, the public check, and the register."""

import io
import re
from typing import Any
from urllib.parse import unquote

import html5lib
import pytest
import sqlalchemy as sa
from flask import Flask

from certificates import routes, services
from certificates.codes import new_code
from certificates.models import Certificate, CertificateState
from certificates.phrases import PHRASES, hours_text
from certificates.rendering import NoSigningKey, ensure_pdf
from lms.accounts.models import RateWindow, User
from lms.db import Database
from lms.permissions import Role
from tests.certificates.register import earn
from tests.certificates.test_pdf import text_of
from tests.certificates.tools import needs_tool
from tests.factories import Visitor, make_user


@pytest.fixture
def certificate(database: Database) -> Certificate:
    with database.writing() as session:
        return earn(session)


@pytest.fixture
def holder(app: Flask, certificate: Certificate) -> Visitor:
    with app.extensions["database"].reading() as session:
        return Visitor(app, session.get_one(User, certificate.user_id))


@pytest.fixture
def anyone(app: Flask) -> Visitor:
    return Visitor(app)


def person(app: Flask, role: Role) -> Visitor:
    with app.extensions["database"].writing() as session:
        user = make_user(session, role)
    return Visitor(app, user)


@pytest.fixture
def administrator(app: Flask) -> Visitor:
    return person(app, Role.ADMINISTRATOR)


def now(app: Flask, certificate: Certificate) -> Certificate:
    """The row as it is by now."""
    with app.extensions["database"].reading() as session:
        return session.get_one(Certificate, certificate.id)


def revoke(app: Flask, certificate: Certificate, reason: str = "Se expidió por error.") -> None:
    with app.extensions["database"].writing() as session:
        services.revoke(session, certificate.code, certificate.user_id, reason)


def correct(app: Flask, certificate: Certificate, name: str = "María Muñoz") -> Certificate:
    with app.extensions["database"].writing() as session:
        return services.supersede(session, certificate.code, name, certificate.user_id)


def words(page: Any) -> str:
    """What a page says, on one line; its heading must be the beginning of its title."""
    tree = html5lib.parse(page.text, namespaceHTMLElements=False)
    headings = ["".join(found.itertext()).strip() for found in tree.iter("h1")]
    title = "".join(next(tree.iter("title")).itertext())
    assert len(headings) == 1
    assert title.removeprefix("Error: ").startswith(headings[0])
    ids = [found.get("id") for found in tree.iter() if found.get("id")]
    assert len(ids) == len(set(ids))
    return " ".join("".join(next(tree.iter("main")).itertext()).split())


def test_a_trainee_without_certificates_is_told_what_will_bring_one(app: Flask) -> None:
    said = words(person(app, Role.TRAINEE).get("/certificates"))
    assert "Aún no tiene certificados" in said


def test_a_trainee_sees_her_certificate_with_its_file_and_its_public_page(
    holder: Visitor, certificate: Certificate
) -> None:
    page = holder.get("/certificates")
    assert "Exportar servicios" in words(page)
    assert f'href="/certificates/{certificate.id}.pdf"' in page.text
    assert f'href="/v/{certificate.code}"' in page.text


def test_a_revoked_certificate_is_listed_with_its_reason_and_without_its_file(
    app: Flask, holder: Visitor, certificate: Certificate
) -> None:
    revoke(app, certificate)
    page = holder.get("/certificates")
    assert "Anulado" in words(page)
    assert "Se expidió por error." in words(page)
    assert ".pdf" not in page.text


def test_the_download_before_the_job_is_what_the_job_would_store(
    app: Flask, holder: Visitor, certificate: Certificate
) -> None:
    early = holder.get(f"/certificates/{certificate.id}.pdf")
    assert early.data.startswith(b"%PDF-1.7")
    while app.extensions["jobs"].run_next():
        pass
    assert holder.get(f"/certificates/{certificate.id}.pdf").data == early.data
    assert ensure_pdf(app.extensions["jobs"].context, certificate.id) == early.data


def test_the_file_is_saved_under_the_holders_surname(
    holder: Visitor, certificate: Certificate
) -> None:
    answer = holder.get(f"/certificates/{certificate.id}.pdf")
    disposition = answer.headers["Content-Disposition"]
    assert answer.mimetype == "application/pdf"
    assert disposition.startswith("attachment; filename=Gateway-M1-Munoz.pdf")
    (real,) = re.findall(r"filename\*=UTF-8''(\S+)", disposition)
    assert unquote(real) == "Gateway-M1-Muñoz.pdf"


@pytest.mark.parametrize("suffix", ["", "/../..", "\\", '"', "\r\nX-Evil: 1"])
def test_no_surname_can_break_the_header(suffix: str, app: Flask) -> None:
    with app.test_request_context():
        answer = routes._named(b"x", f"Gateway-M1-Ruiz{suffix}.pdf")
    header = answer.headers["Content-Disposition"]
    assert re.fullmatch(r"attachment; filename=[\w.-]+", header)


def test_the_certificate_of_another_is_not_found(app: Flask, certificate: Certificate) -> None:
    other = person(app, Role.TRAINEE)
    theirs = other.get(f"/certificates/{certificate.id}.pdf")
    nobodys = other.get("/certificates/999999.pdf")
    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert certificate.printed.name not in theirs.text
    path = f"/certificates/{certificate.id}.pdf"
    assert theirs.text.replace(path, "") == nobodys.text.replace("/certificates/999999.pdf", "")


def test_a_name_that_cannot_be_printed_is_told_and_not_an_error(app: Flask) -> None:
    with app.extensions["database"].writing() as session:
        user = make_user(session, Role.TRAINEE, certificate_name="Ana 🙂")
        certificate = earn(session, user)
    answer = Visitor(app, user).get(f"/certificates/{certificate.id}.pdf")
    assert answer.status_code == 409
    assert "formador" in words(answer)
    assert Visitor(app).get(f"/v/{certificate.code}").status_code == 200


def test_a_missing_signing_key_is_told_and_not_an_error(
    holder: Visitor, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> bytes:
        raise NoSigningKey("none")

    monkeypatch.setattr(routes, "ensure_pdf", refuse)
    assert holder.get(f"/certificates/{certificate.id}.pdf").status_code == 503


@needs_tool("pdftotext")
@pytest.mark.parametrize("language", ["es", "en"])
def test_the_public_page_says_what_the_snapshot_and_the_pdf_say(
    language: str, app: Flask, tmp_path: Any
) -> None:
    with app.extensions["database"].writing() as session:
        certificate = earn(session, make_user(session, Role.TRAINEE, language=language))
    printed = certificate.printed
    page = words(Visitor(app, language=language).get(f"/v/{certificate.code}"))
    pdf = text_of(ensure_pdf(app.extensions["jobs"].context, certificate.id), tmp_path)
    for text in (
        printed.name, printed.firm_name, f"NIT {printed.nit}", printed.programme_title,
        printed.module_code, printed.module_title, printed.module_version, *printed.outcomes,
        printed.cohort_name, printed.trainer_name, printed.code,
    ):  # fmt: skip
        assert text in page
        assert text in pdf
    assert hours_text(printed.hours, PHRASES[printed.language]).split()[0] in page


def test_a_valid_certificate_is_said_to_be_valid_in_words(
    anyone: Visitor, certificate: Certificate
) -> None:
    page = anyone.get(f"/v/{certificate.code}")
    assert "Este certificado es válido" in words(page)
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in page.text
    assert ".pdf" not in page.text


def test_the_public_page_tells_no_more_than_the_certificate(
    app: Flask, anyone: Visitor, certificate: Certificate
) -> None:
    text = anyone.get(f"/v/{certificate.code}").text
    with app.extensions["database"].reading() as session:
        user = session.get_one(User, certificate.user_id)
    assert user.email not in text


def test_a_revoked_certificate_says_when_and_why(
    app: Flask, anyone: Visitor, certificate: Certificate
) -> None:
    revoke(app, certificate, "Usó <b>otro</b> nombre.")
    said = words(anyone.get(f"/v/{certificate.code}"))
    assert "Este certificado fue anulado" in said
    assert "Usó <b>otro</b> nombre." in said
    assert f"de {now(app, certificate).revoked_at:%Y}" in said
    assert "es válido" not in said


def test_a_replaced_certificate_leads_to_the_new_one(
    app: Flask, anyone: Visitor, certificate: Certificate
) -> None:
    new = correct(app, certificate)
    page = anyone.get(f"/v/{certificate.code}")
    assert "Este certificado fue reemplazado" in words(page)
    assert f'href="/v/{new.code}"' in page.text
    assert "Este certificado es válido" in words(anyone.get(f"/v/{new.code}"))


def test_every_unknown_code_gets_the_same_answer(anyone: Visitor) -> None:
    anyone.get("/v")
    codes = [new_code(), new_code(), "hello", "A" * 300, "💥"]
    answers = [anyone.get(f"/v/{code}") for code in codes]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1
    assert "No conocemos" in words(answers[0])


@pytest.mark.parametrize("change", [str.lower, lambda c: c.replace("-", " "), lambda c: f" {c} "])
def test_a_code_typed_loosely_finds_its_certificate(
    change: Any, anyone: Visitor, certificate: Certificate
) -> None:
    answer = anyone.get("/v", query_string={"code": change(certificate.code)})
    assert (answer.status_code, answer.location) == (303, f"/v/{certificate.code}")


@pytest.mark.parametrize("typed", ["", "7K2M", "hello"])
def test_a_slip_is_told_at_once_and_what_was_typed_stays(typed: str, anyone: Visitor) -> None:
    answer = anyone.get("/v", query_string={"code": typed})
    assert answer.status_code == 422
    words(answer)
    assert f'value="{typed}"' in answer.text


def test_the_lookup_page_asks_for_a_code_or_a_file(anyone: Visitor) -> None:
    page = anyone.get("/v")
    assert page.status_code == 200
    assert "Verificar un certificado" in words(page)
    assert 'href="/v/file"' in page.text


def test_checks_are_limited_by_address(
    app: Flask, anyone: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "CHECKS_A_MINUTE", 2)
    statuses = [anyone.get(f"/v/{new_code()}").status_code for _ in range(3)]
    assert statuses == [404, 404, 429]
    with app.extensions["database"].reading() as session:
        assert "127.0.0.1" not in session.scalars(sa.select(RateWindow.key)).one()


def send(visitor: Visitor, content: bytes | None) -> Any:
    data = {} if content is None else {"file": (io.BytesIO(content), "certificate.pdf")}
    return visitor.post("/v/file", data, content_type="multipart/form-data")


@pytest.fixture
def content(app: Flask, certificate: Certificate) -> bytes:
    return ensure_pdf(app.extensions["jobs"].context, certificate.id)


def test_our_own_file_is_genuine(anyone: Visitor, certificate: Certificate, content: bytes) -> None:
    page = send(anyone, content)
    assert "Este archivo es auténtico" in words(page)
    assert f'href="/v/{certificate.code}"' in page.text
    assert page.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize(
    ("act", "told"), [(revoke, "El certificado fue anulado"), (correct, "fue reemplazado")]
)
def test_a_genuine_file_of_a_certificate_that_no_longer_holds_says_so(
    act: Any, told: str, app: Flask, anyone: Visitor, certificate: Certificate, content: bytes
) -> None:
    act(app, certificate)
    assert told in words(send(anyone, content))


def test_a_changed_file_is_altered(anyone: Visitor, content: bytes) -> None:
    changed = content[:5000] + bytes([content[5000] ^ 1]) + content[5001:]
    assert "Este archivo fue alterado" in words(send(anyone, changed))
    assert "Este archivo fue alterado" in words(send(anyone, content + b"\n"))


@pytest.mark.parametrize("content", [b"", b"hello", b"%PDF-1.7\nnothing of ours"])
def test_any_other_file_is_unknown(content: bytes, anyone: Visitor) -> None:
    page = send(anyone, content)
    assert page.status_code == 200
    assert "no es de Gateway" in words(page)


def test_our_signature_is_not_enough_without_the_register(
    app: Flask, anyone: Visitor, content: bytes
) -> None:
    with app.extensions["database"].writing() as session:
        session.execute(sa.update(Certificate).values(pdf_sha256="0" * 64))
    assert "no es de Gateway" in words(send(anyone, content))


def test_no_file_and_too_large_a_file_are_told(
    anyone: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "MAX_BYTES", 100)
    nothing, too_much = send(anyone, None), send(anyone, b"%PDF-" + bytes(100))
    assert (nothing.status_code, too_much.status_code) == (422, 422)
    assert "Elija un archivo" in words(nothing)
    assert "10 MB" in words(too_much)
    assert anyone.get("/v/file").status_code == 200


def test_files_cannot_be_checked_without_our_certificate(
    anyone: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> bytes:
        raise NoSigningKey("none")

    monkeypatch.setattr(routes, "trusted_certificates", refuse)
    assert send(anyone, b"%PDF-1.7").status_code == 503


PATHS = {
    "/certificates": {Role.TRAINEE},
    "/register": {Role.REVIEWER, Role.ADMINISTRATOR},
    "/register/{code}/revoke": {Role.ADMINISTRATOR},
    "/register/{code}/reissue": {Role.ADMINISTRATOR},
}


@pytest.mark.parametrize("path", PATHS)
def test_each_page_opens_for_its_roles_only(
    path: str, app: Flask, anyone: Visitor, certificate: Certificate
) -> None:
    address = path.format(code=certificate.code)
    for role in Role:
        expected = 200 if role in PATHS[path] else 403
        assert person(app, role).get(address).status_code == expected, role
    assert anyone.get(address).status_code == 302


@pytest.mark.parametrize("act", ["revoke", "reissue"])
def test_a_reviewer_cannot_change_the_register(
    act: str, app: Flask, certificate: Certificate
) -> None:
    reviewer = person(app, Role.REVIEWER)
    data = {"reason": "x", "sure": "y", "name": "x"}
    assert reviewer.post(f"/register/{certificate.code}/{act}", data).status_code == 403
    assert now(app, certificate).state is CertificateState.VALID
    assert "/revoke" not in reviewer.get("/register").text


def test_the_register_lists_everyones_certificates_and_can_be_searched(
    administrator: Visitor, certificate: Certificate
) -> None:
    page = administrator.get("/register")
    assert certificate.printed.name in words(page)
    assert f'href="/register/{certificate.code}/revoke"' in page.text
    found = administrator.get("/register?text=ordonez&state=valid")
    assert certificate.printed.name in words(found)
    for query in ("text=nadie", "state=revoked"):
        assert "Ningún certificado" in words(administrator.get(f"/register?{query}"))
    for odd in ("state=odd", "page=0", "page=x", "page=99999999999999999999"):
        assert administrator.get(f"/register?{odd}").status_code == 200


def test_an_empty_register_says_what_will_fill_it(administrator: Visitor) -> None:
    assert "Todavía no se ha expedido" in words(administrator.get("/register"))


def test_the_pages_of_the_register_keep_the_search(
    app: Flask,
    administrator: Visitor,
    certificate: Certificate,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    correct(app, certificate)
    monkeypatch.setattr("certificates.queries.PAGE_SIZE", 1)
    first = administrator.get("/register?text=munoz").text
    assert 'href="/register?page=2&amp;text=munoz"' in first
    assert (
        'href="/register?page=1&amp;text=munoz"'
        in administrator.get("/register?text=munoz&page=2").text
    )


def test_revoking_asks_for_a_reason_and_a_confirmation(
    app: Flask, administrator: Visitor, certificate: Certificate
) -> None:
    path = f"/register/{certificate.code}/revoke"
    assert "Anular un certificado" in words(administrator.get(path))
    for data in ({}, {"reason": "Sí"}, {"sure": "y"}, {"reason": " ", "sure": "y"}):
        assert administrator.post(path, data).status_code == 422
    assert administrator.post(path, {"reason": "x" * 501, "sure": "y"}).status_code == 422
    assert now(app, certificate).state is CertificateState.VALID


def test_a_revocation_is_public_at_once_and_cannot_be_repeated(
    app: Flask, administrator: Visitor, anyone: Visitor, certificate: Certificate
) -> None:
    path = f"/register/{certificate.code}/revoke"
    done = administrator.post(path, {"reason": "Dato falso.", "sure": "y", "state": "valid"})
    assert (done.status_code, done.location) == (303, f"/v/{certificate.code}")
    assert "Dato falso." in words(anyone.get(f"/v/{certificate.code}"))
    again = administrator.post(path, {"reason": "Otra vez", "sure": "y"})
    assert again.status_code == 409
    assert "ya fue anulado" in words(again)
    assert "ya fue anulado" in words(administrator.get(path))
    assert now(app, certificate).revoked_reason == "Dato falso."


def test_a_name_is_corrected_by_issuing_again(
    app: Flask, administrator: Visitor, certificate: Certificate
) -> None:
    path = f"/register/{certificate.code}/reissue"
    assert 'value="María José Muñoz Ordóñez"' in administrator.get(path).text
    done = administrator.post(path, {"name": "María José Muñoz"})
    assert done.status_code == 303
    assert "María José Muñoz" in words(administrator.get(done.location))
    assert now(app, certificate).state is CertificateState.SUPERSEDED
    assert administrator.post(path, {"name": "Otra"}).status_code == 409
    assert "ya fue reemplazado" in words(administrator.get(f"/register/{certificate.code}/revoke"))


@pytest.mark.parametrize("name", ["", "Ana 🙂", "W" * 81])
def test_a_correction_that_cannot_be_printed_is_told_in_the_form(
    name: str, app: Flask, administrator: Visitor, certificate: Certificate
) -> None:
    answer = administrator.post(f"/register/{certificate.code}/reissue", {"name": name})
    assert answer.status_code == 422
    words(answer)
    assert now(app, certificate).state is CertificateState.VALID


def test_acts_on_an_unknown_code_are_not_found(administrator: Visitor) -> None:
    for act in ("revoke", "reissue"):
        assert administrator.get(f"/register/{new_code()}/{act}").status_code == 404
        assert administrator.post(f"/register/hello/{act}").status_code == 404


def test_a_completed_module_offers_its_certificate(app: Flask, certificate: Certificate) -> None:
    from lms.pages import completion_links

    with app.test_request_context(), app.extensions["database"].reading() as session:
        (link,) = completion_links(session, certificate.completion_id)
        assert link.url == "/certificates"
        assert completion_links(session, 999) == []
