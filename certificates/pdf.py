"""Turn a snapshot into a PDF: one A4 page, PDF/A-3a and PDF/UA-1, ready to be signed."""

from collections.abc import Callable
from functools import cache
from importlib import resources
from threading import Lock
from typing import Any

from certificates.conformance import Finish, finish
from certificates.layout import PRODUCER, QR_BOX, TEMPLATES, compose, printable
from certificates.snapshot import Snapshot, to_json
from certificates.typesetting import FACES, FONTS, PangoMissing

ASSETS = "asset:/"
_rendering = Lock()


class ForbiddenAsset(ValueError):
    """A document asked for a file or an address that is not part of the certificate."""


def render(snapshot: Snapshot) -> bytes:
    """Make the unsigned PDF; the same snapshot always gives the same bytes.

    Raises UnprintableText (UnprintableName for the person's name), TextTooLong, PangoMissing.
    """
    snapshot = printable(snapshot)
    page = compose(snapshot)
    extras = Finish(
        snapshot_json=to_json(snapshot),
        issued_at=snapshot.issued_at,
        xmp=page.xmp,
        qr_runs=page.qr_runs,
        link_text=page.link_text,
        field_text=page.field_text,
        producer=PRODUCER,
        figure_box=QR_BOX,
    )
    return finish(write_pdf(page.html), extras)


def write_pdf(html: str) -> bytes:
    """Lay out one HTML document with the certificate's style sheet and no other resource.

    Raises PangoMissing, and ForbiddenAsset when the document asks for any address but the
    bundled fonts and frame.
    """
    # One Pango font map serves all renders and is not safe to use from two threads at once.
    with _rendering:
        return _engine()(html)


@cache
def _engine() -> Callable[[str], bytes]:
    """Load WeasyPrint, fonts and style once: they cost over a second."""
    try:
        import weasyprint  # type: ignore[import-untyped]
        from weasyprint.text.fonts import FontConfiguration  # type: ignore[import-untyped]
        from weasyprint.urls import (  # type: ignore[import-untyped]
            FatalURLFetchingError,
            URLFetcher,
            URLFetcherResponse,
        )
    except OSError as error:
        raise PangoMissing(
            "Certificates need Pango: install libpango-1.0-0, libpangoft2-1.0-0 and "
            "libharfbuzz-subset0 (Debian), then start again."
        ) from error

    class AssetFetcher(URLFetcher):  # type: ignore[misc]
        """Give the bundled assets from memory and refuse every other address."""

        def fetch(self, url: str, headers: object = None) -> Any:  # noqa: ARG002
            if url not in assets:
                raise ForbiddenAsset(f"A certificate may not fetch {url!r}")
            return URLFetcherResponse(url, assets[url])

    assets = _assets()
    fetcher, fonts = AssetFetcher(fail_on_errors=True), FontConfiguration()
    profiles: dict[str, Any] = {}
    style = weasyprint.CSS(
        string=(TEMPLATES / "certificate.css").read_text("utf-8"),
        base_url=ASSETS,
        url_fetcher=fetcher,
        font_config=fonts,
        color_profiles=profiles,
    )
    options = {
        "pdf_variant": "pdf/a-3a",
        "output_intent": "--srgb",
        "stylesheets": [style],
        "font_config": fonts,
        "color_profiles": profiles,
        "cache": {},
    }

    def draw(html: str) -> bytes:
        try:
            document = weasyprint.HTML(string=html, base_url=ASSETS, url_fetcher=fetcher)
            pdf: bytes = document.write_pdf(**options)
        except FatalURLFetchingError as error:
            # WeasyPrint derives it from BaseException, which would stop a worker.
            raise ForbiddenAsset(str(error)) from error
        return pdf

    return draw


def _assets() -> dict[str, bytes]:
    # The colour profile is named in the style sheet because WeasyPrint's own opening of the same
    # file for each PDF/A leaves it open.
    files = [
        TEMPLATES / "frame.svg",
        resources.files("weasyprint.pdf") / "sRGB2014.icc",
        *(FONTS / f"{face}.ttf" for face in FACES),
    ]
    return {f"{ASSETS}{file.name}": file.read_bytes() for file in files}
