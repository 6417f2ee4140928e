"""The allow-list for HTML made from curriculum texts."""

import nh3

from courses.curriculum.markup import BLOCK_KINDS

_TAGS = {
    *("p", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "hr", "br"),
    *("ul", "ol", "li", "strong", "em", "code", "a", "sup"),
    *("div", "section", "details", "summary"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {
    "a": {"href", "aria-label"},
    "div": {"tabindex", "role", "aria-label"},
    "ol": {"start"},
    "section": {"aria-labelledby"},
    "th": {"scope"},
    **{tag: {"id"} for tag in ("p", "h2", "h3", "h4", "h5", "h6")},
}
_ALIGNED = {"align-left", "align-center", "align-right"}
_CLASSES = {
    "a": {"term"},
    "div": {"table-wrap"},
    "section": {"block", *(f"block-{kind}" for kind in BLOCK_KINDS)},
    "sup": {"cite"},
    "td": _ALIGNED,
    "th": _ALIGNED,
}


def clean(html: str) -> str:
    """Keep only what lessons need: the second fence, after a parser that prints no raw HTML."""
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
