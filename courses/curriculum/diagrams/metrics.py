"""How wide a text gets, without asking a font: readers have different ones.

The table holds the advance widths of DejaVu Sans, the widest of the usual sans-serif system
fonts, rounded up; so a text that fits here fits everywhere.
"""

SIZE = 15
"""The size of all text, in units of the drawing; 340 units make its whole width."""

# Widths in hundredths of the size.
_REGULAR = {
    28: "ijlíîï",
    32: " \u00a0,.IJÍ‘’·",
    36: "/:;\\f|",
    40: "()-[]t",
    44: "!r¡",
    48: '"ªº',
    52: "*_`“”–°",
    56: "?Lcsz¿ç",
    60: "Fkvxy",
    64: "$0123456789EPSTYabdeghnopqu{}áéóúüñÉ«»êèàâôëÈ€",
    68: "K",
    72: "ABCRVXZÁÀÇ",
    76: "HNUÚÜÑ",
    80: "&DGOQÓ",
    84: "#+<=>^w~−×÷→←↑↓≥≤",
    88: "M",
    96: "%",
    104: "@Wm—…½œ",
}
_BOLD = {
    36: "ijlíîï \u00a0'",
    40: ",./:;IJ\\|Í‘’·",
    44: "-f",
    48: "!()[]t¡",
    52: "_`r–°",
    56: '"*',
    60: "?csz¿ªºç",
    64: "L",
    68: "aekvxyáé«»“”êèàâë",
    72: "$0123456789EFTbdghnopqu{}óúüñÉôÈ€",
    76: "CPSYZÇ",
    80: "ABKRVXÁÀ",
    84: "#+<=>DGHNU^~ÚÜÑ−×÷→←↑↓≥≤",
    88: "&OQÓ",
    96: "w",
    108: "m@M—…½%",
    112: "Wœ",
}
_WIDEST = 120
_TABLES = {
    bold: {letter: width for width, letters in table.items() for letter in letters}
    for bold, table in ((False, _REGULAR), (True, _BOLD))
}


def width(text: str, *, bold: bool = False) -> float:
    """Return how wide a line can get at most, in units."""
    table = _TABLES[bold]
    return sum(table.get(letter, _WIDEST) for letter in text) * SIZE / 100


def wrap(text: str, room: float, *, bold: bool = False) -> tuple[str, ...]:
    """Break a text at spaces into lines of even length, none wider than the room.

    Only a word that is wider than the room is cut.
    """
    lines = _fill(text, room, bold)
    narrow = room
    while len(lines) > 1 and narrow > room / 2:
        narrow -= SIZE / 3
        tighter = _fill(text, narrow, bold)
        if len(tighter) > len(lines) or any(width(w, bold=bold) > narrow for w in text.split(" ")):
            break
        lines = tighter
    return tuple(lines)


def fits(text: str, room: float, *, bold: bool = False) -> bool:
    """Say whether no word of a text is wider than the room."""
    return all(width(word, bold=bold) <= room for word in text.split(" "))


def _fill(text: str, room: float, bold: bool) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if width(longer, bold=bold) <= room:
            lines[-1] = longer
            continue
        *cut, rest = _cut(word, room, bold)
        lines += [*cut, rest]
    return [line for line in lines if line]


def _cut(word: str, room: float, bold: bool) -> list[str]:
    parts = [""]
    for letter in word:
        if parts[-1] and width(parts[-1] + letter, bold=bold) > room:
            parts.append("")
        parts[-1] += letter
    return parts
