"""Linking the first use of each glossary term in a text, wherever its author did not."""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from markdown_it.token import Token

from courses.curriculum.schema import Language, Term

_HEADINGS = ("heading_open", "heading_close", "th_open", "th_close")
Words = tuple[re.Pattern[str], dict[str, str]]


@lru_cache(maxsize=64)
def words_of(terms: tuple[tuple[str, tuple[str, ...]], ...]) -> Words:
    """Return a pattern for all printed forms, the longest first, and the term each stands for."""
    forms = {form.casefold(): term for term, printed in reversed(terms) for form in printed}
    longest_first = sorted(forms, key=len, reverse=True)
    pattern = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in longest_first)
    return re.compile(rf"(?<![\w/-])(?:{pattern or '(?!)'})(?![\w-])", re.IGNORECASE), forms


def printed_forms(terms: Collection[Term], language: Language) -> Words:
    """The words by which terms that link by themselves are found in a language."""
    return words_of(
        tuple((term.id, (term[language], *term.forms[language])) for term in terms if term.auto)
    )


def link_terms(tokens: list[Token], words: Words, linked: set[str]) -> None:
    """Turn first uses into references, in running text only; `linked` grows by what it did."""
    heading = False
    for token in tokens:
        if token.type in _HEADINGS:
            heading = token.nesting == 1
        elif token.type == "inline" and not heading:
            token.children = list(_linked(token.children or [], words, linked))


def _linked(children: list[Token], words: Words, linked: set[str]) -> Iterator[Token]:
    inside_link = 0
    for token in children:
        inside_link += token.nesting if token.type.startswith("link_") else 0
        if token.type == "reference" and token.meta["term"]:
            linked.add(token.meta["term"])
        if token.type == "text" and not inside_link:
            yield from _split(token.content, words, linked)
        else:
            yield token


def _split(text: str, words: Words, linked: set[str]) -> Iterator[Token]:
    pattern, forms = words
    done = 0
    for found in pattern.finditer(text):
        term = forms[" ".join(found[0].casefold().split())]
        if term in linked:
            continue
        linked.add(term)
        if found.start() > done:
            yield _text(text[done : found.start()])
        yield Token("reference", "", 0, meta={"fact": None, "term": term, "words": found[0]})
        done = found.end()
    if done < len(text):
        yield _text(text[done:])


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
