"""One thing that divides into branches and leaves."""

from courses.curriculum.diagrams import metrics
from courses.curriculum.diagrams.pen import LEADING, LEFT, RIGHT, Pen
from courses.curriculum.diagrams.schema import Branch, Part, Tree

_TRUNK = 15
_BRANCH = 34
_LEAF = 70


def draw_tree(tree: Tree, pen: Pen) -> float:
    """Draw the root on top, its branches below a trunk, and the leaves of each below it."""
    root = tree.root if tree.root.tone != "plain" else _main(tree.root)
    card = pen.card(root, RIGHT - LEFT)
    pen.put(card, LEFT, 1, RIGHT - LEFT)
    y = start = card.height + 1.0
    middle = y
    for branch in tree.branches:
        middle, y = _branch(branch, pen, y + 12)
    pen.line((_TRUNK, start), (_TRUNK, middle))
    return y + 1


def _main(root: Part) -> Part:
    return Part(head=root.head, text=root.text, tone="main")


def _branch(branch: Branch, pen: Pen, y: float) -> tuple[float, float]:
    card = pen.card(branch, RIGHT - _BRANCH)
    pen.put(card, _BRANCH, y, RIGHT - _BRANCH)
    middle = y + card.height / 2
    pen.line((_TRUNK, middle), (_BRANCH, middle))
    y = start = y + card.height
    place = y
    for leaf in branch.leaves:
        lines = metrics.wrap(pen.say(leaf), RIGHT - _LEAF)
        place = y + 15
        pen.lines(_LEAF, y + 20, (), lines)
        pen.line((_BRANCH + 16, place), (_LEAF - 7, place))
        y += LEADING * len(lines) + 6
    if branch.leaves:
        pen.line((_BRANCH + 16, start), (_BRANCH + 16, place))
        y += 4
    return middle, y
