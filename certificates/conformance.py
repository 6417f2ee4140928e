"""Finish a WeasyPrint file so that it is PDF/A-3a and PDF/UA-1 at once, and ready to be signed."""

import io
from dataclasses import dataclass
from datetime import datetime

import pikepdf
from pikepdf import Array, Dictionary, Name, String

SNAPSHOT_FILE = "certificate.json"
SIGNATURE_FIELD = "GatewaySignature"
# How WeasyPrint writes the one line that certificate.html draws in place of the QR code.
_QR_MARK = b"\n0 0.5 m\n1 0.5 l\nB\n"


@dataclass(frozen=True, slots=True)
class Finish:
    """What is added to the rendered page; `issued_at` is aware UTC, boxes are in PDF points."""

    snapshot_json: bytes
    issued_at: datetime
    xmp: bytes
    qr_runs: bytes
    link_text: str
    field_text: str
    producer: str
    figure_box: tuple[float, ...]


def finish(rendered: bytes, extras: Finish) -> bytes:
    """Add identification, attachment and signature field; the same input gives the same bytes."""
    with pikepdf.open(io.BytesIO(rendered)) as pdf:
        pdf.Root.Metadata = pdf.make_stream(extras.xmp, Type=Name.Metadata, Subtype=Name.XML)
        _write_information(pdf, extras)
        _attach_snapshot(pdf, extras)
        page = pdf.pages[0].obj
        page.Tabs = Name.S
        _draw_qr(page, extras.qr_runs)
        for link in page.Annots:
            link.Contents = String(extras.link_text)
        _correct_figures(pdf.Root.StructTreeRoot, extras.figure_box)
        _add_signature_field(pdf, page, extras.field_text)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return out.getvalue()


def _draw_qr(page: pikepdf.Object, runs: bytes) -> None:
    """Put the code where the page has a single line: as SVG it takes a tenth of the time."""
    content = page.Contents.read_bytes()
    before, mark, after = content.partition(_QR_MARK)
    if not mark or _QR_MARK in after:
        raise ValueError("The page has no single place for the QR code")
    page.Contents.write(before + b"\n" + runs + b"\nS\n" + after)


def _write_information(pdf: pikepdf.Pdf, extras: Finish) -> None:
    # PDF/A readers compare this dictionary with the XMP packet.
    stamp = String(extras.issued_at.strftime("D:%Y%m%d%H%M%SZ"))
    information = pdf.docinfo
    information.Producer = String(extras.producer)
    information.CreationDate = information.ModDate = stamp


def _attach_snapshot(pdf: pikepdf.Pdf, extras: Finish) -> None:
    specification = pikepdf.AttachedFileSpec(
        pdf,
        extras.snapshot_json,
        filename=SNAPSHOT_FILE,
        description=SNAPSHOT_FILE,
        mime_type="application/json",
        relationship=Name.Data,
        creation_date=extras.issued_at.strftime("D:%Y%m%d%H%M%SZ"),
        mod_date=extras.issued_at.strftime("D:%Y%m%d%H%M%SZ"),
    )
    pdf.attachments[SNAPSHOT_FILE] = specification
    pdf.Root.AF = Array([pdf.attachments[SNAPSHOT_FILE].obj])


def _correct_figures(node: pikepdf.Object, box: tuple[float, ...]) -> None:
    """WeasyPrint writes a figure's box in CSS pixels from the top; PDF wants points from below."""
    if node.get("/S") == Name.Figure:
        node.A.BBox = Array(box)
    for kid in node.get("/K", ()):
        if isinstance(kid, pikepdf.Dictionary):
            _correct_figures(kid, box)


def _add_signature_field(pdf: pikepdf.Pdf, page: pikepdf.Object, tooltip: str) -> None:
    """PDF/UA wants every widget tagged as a Form, so the field is made before it is signed."""
    tree = pdf.Root.StructTreeRoot
    numbers = tree.ParentTree.Nums
    parent_key = int(numbers[-2]) + 1
    widget = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Sig,
            T=String(SIGNATURE_FIELD),
            TU=String(tooltip),
            Contents=String(tooltip),
            Rect=Array([0, 0, 0, 0]),
            F=132,  # print, locked
            P=page,
            StructParent=parent_key,
        )
    )
    document = tree.K[0]
    form = pdf.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name.Form, P=document, Pg=page, Alt=String(tooltip))
    )
    form.K = Array([Dictionary(Type=Name.OBJR, Obj=widget, Pg=page)])
    document.K.append(form)
    numbers.extend(Array([parent_key, form]))
    page.Annots.append(widget)
    pdf.Root.AcroForm = Dictionary(Fields=Array([widget]))
