/* Progressive enhancement only: every page works without this file. Texts come from data- attributes, already translated. */
"use strict";

const each = (selector, work) => document.querySelectorAll(selector).forEach(work);
const dirty = new Set();
const touched = new WeakMap();

each("[data-focus]", (element) => element.focus());

each("[data-print]", (button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});

each("[data-copy]", (button) => {
  if (!navigator.clipboard) return;
  const label = button.textContent;
  button.hidden = false;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.copied || label;
    setTimeout(() => { button.textContent = label; }, 3000);
  });
});

each("textarea[data-count]", (area) => {
  const limit = Number(area.dataset.count);
  const note = document.getElementById(`${area.id}-count`);
  if (!limit || !note) return;
  let wait;
  const show = () => {
    // A browser sends each line break as two characters; the server's limit counts them so.
    const left = limit - area.value.replace(/\r?\n/g, "\r\n").length;
    const text = left < 0 ? note.dataset.over : note.dataset.left;
    note.textContent = text.replace("{n}", Math.abs(left).toLocaleString(document.documentElement.lang));
    note.classList.toggle("over", left < 0);
  };
  area.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(show, 400); });
  if (area.value) show();
});

/* A text with a least number of words: says how many there are, below the field. */
each("textarea[data-words]", (area) => {
  const note = document.createElement("p");
  note.className = "count";
  note.setAttribute("aria-live", "polite");
  area.after(note);
  let wait;
  const show = () => {
    note.textContent = area.dataset.wordsLeft.replace("{n}", area.value.split(/\s+/).filter(Boolean).length);
  };
  area.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(show, 400); });
  show();
});

each("form[data-guard], form[data-autosave]", (form) => {
  const change = () => {
    dirty.add(form);
    touched.set(form, (touched.get(form) || 0) + 1);
  };
  form.addEventListener("input", change);
  form.addEventListener("change", change);
});

window.addEventListener("beforeunload", (event) => {
  if (dirty.size) event.preventDefault();
});

/* Drafts: files stay out, so that a slow link carries text only. */
each("form[data-autosave]", (form) => {
  const status = form.querySelector("[data-saved]");
  let busy = false;
  let saved = 0;
  const say = (text) => { if (status && text) status.textContent = text; };
  const save = async (keepalive = false) => {
    const version = touched.get(form) || 0;
    if (busy || version === saved || form.dataset.sent) return;
    busy = true;
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body, keepalive, redirect: "error" });
      if (!answer.ok) throw new Error(String(answer.status));
      saved = version;
      const mark = answer.headers.get("Draft-Mark");
      if (mark && form.elements.draft) form.elements.draft.value = mark;
      const chosenFile = [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length);
      if (version === touched.get(form) && !chosenFile) dirty.delete(form);
      const time = new Date().toLocaleTimeString(document.documentElement.lang, {
        hour: "2-digit", minute: "2-digit", timeZone: "America/Bogota",
      });
      say(status?.dataset.saved.replace("{time}", time));
    } catch {
      say(status?.dataset.failed);
    } finally {
      busy = false;
    }
  };
  setInterval(save, Number(form.dataset.every || 8) * 1000);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save(true);
  });
});

/* A calculator: what its own page answers is put below the form; if that fails, the page itself opens. */
document.addEventListener("submit", async (event) => {
  const form = event.target;
  const place = document.getElementById(form.dataset.result);
  if (!place) return;
  event.preventDefault();
  try {
    const answer = await fetch(`${form.action}?${new URLSearchParams(new FormData(form))}`);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fields = page.querySelector("[data-fields]");
    const result = page.getElementById(place.id).childNodes;
    form.querySelector("[data-fields]").replaceWith(fields);
    place.replaceChildren(...result);
    form.querySelector("[aria-invalid]")?.focus();
  } catch {
    form.submit();
  }
});

/* One press, one request: a second press on a slow link is swallowed, not sent. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  dirty.delete(form);
  const button = event.submitter;
  button?.setAttribute("aria-disabled", "true");
  setTimeout(() => {
    delete form.dataset.sent;
    button?.removeAttribute("aria-disabled");
  }, 10000);
});

window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  each("form[data-sent]", (form) => { delete form.dataset.sent; });
  each("[aria-disabled=true]", (button) => button.removeAttribute("aria-disabled"));
});
