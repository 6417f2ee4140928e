"""What every page must satisfy, measured in the browser."""

import weakref
from pathlib import Path
from typing import Any, ClassVar, Self

from playwright.sync_api import ConsoleMessage, Page, Response

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MIN_TEXT = 14
MIN_TARGET = 24
"""CSS pixels."""

MEASURE = """
({minText, minTarget}) => {
  const faults = [];
  const shown = element => {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    return box.width > 1 && box.height > 1 && style.visibility !== 'hidden' &&
      !element.closest('.visually-hidden, .skip, [hidden]') && element.checkVisibility();
  };
  const h1 = document.querySelectorAll('h1');
  if (h1.length !== 1) faults.push(`${h1.length} h1`);
  else {
    const title = document.title.replace(/^Error: /, '');
    const head = h1[0].innerText.trim().replace(/\\s+/g, ' ');
    if (!title.toLowerCase().startsWith(head.toLowerCase()))
      faults.push(`title "${title}" does not start with h1 "${head}"`);
  }
  const ids = [...document.querySelectorAll('[id]')].map(element => element.id);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  if (twice.length) faults.push(`ids twice: ${twice}`);
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    const wide = [...document.body.querySelectorAll('*')].filter(element => {
      const box = element.getBoundingClientRect();
      return box.right > root.clientWidth + 1 && !element.closest('.table-wrap, [tabindex="0"]');
    }).slice(0, 3).map(element => element.tagName + '.' + element.className);
    faults.push(`scrolls sideways: ${wide}`);
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !shown(element)) continue;
    if (element.closest('svg, sup')) continue;
    const size = parseFloat(getComputedStyle(element).fontSize);
    if (size < minText) faults.push(`${size} px text: ${walker.currentNode.data.trim()}`);
  }
  for (const element of document.querySelectorAll('a, button, input, select, textarea, summary')) {
    if (!shown(element) || element.type === 'hidden') continue;
    const inSentence = element.tagName === 'A' && element.closest('p, li, td, dd, sup, figcaption');
    if (inSentence) continue;
    const target = element.closest('label') || element;
    const box = target.getBoundingClientRect();
    if (box.width < minTarget || box.height < minTarget)
      faults.push(`small target ${Math.round(box.width)}x${Math.round(box.height)}: ` +
        (element.innerText || element.name || element.outerHTML.slice(0, 80)));
  }
  return faults;
}
"""


class Watch:
    """Collects what a page complains about; a breach of the content policy is a console error."""

    _watches: ClassVar["weakref.WeakKeyDictionary[Page, Watch]"] = weakref.WeakKeyDictionary()

    def __init__(self) -> None:
        self.faults: list[str] = []

    @classmethod
    def over(cls, page: Page) -> Self:
        watch = cls()
        cls._watches[page] = watch
        page.on("console", watch._console)
        page.on("pageerror", lambda error: watch.faults.append(str(error)))
        page.on("response", watch._response)
        return watch

    @classmethod
    def of(cls, page: Page) -> "Watch":
        return cls._watches[page]

    def _console(self, message: ConsoleMessage) -> None:
        # Chromium logs every 4xx as an error; whether one is right, the test itself asserts
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(message.text)

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status} {response.url}")

    def assert_quiet(self) -> None:
        assert not self.faults, self.faults


def faults_of(page: Page) -> list[str]:
    """Everything that is wrong with the page as it is shown now."""
    page.wait_for_load_state("load")
    found: list[str] = page.evaluate(MEASURE, {"minText": MIN_TEXT, "minTarget": MIN_TARGET})
    page.evaluate(AXE)  # through the debugger, which the content policy does not bind
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    run = "options => axe.run(document, options).then(result => result.violations)"
    violations: list[dict[str, Any]] = page.evaluate(run, options)
    for violation in violations:
        nodes = [node["html"][:160] for node in violation["nodes"][:3]]
        found.append(f"{violation['id']}: {nodes}")
    return found


def check(page: Page) -> None:
    """Fail with everything that is wrong with the page."""
    faults = faults_of(page)
    assert not faults, f"{page.url}\n" + "\n".join(faults)
