// Single keys, and the case beside the inbox. Comfort only: every page works without this file. Switched off in Help.
(() => {
  "use strict";
  const $ = (selector, within = document) => within.querySelector(selector);
  const typing = (element) => element.closest("input, textarea, select, [contenteditable]");
  const GO = { i: "/desk", c: "/desk/companies", s: "/desk/figures" };
  const SECOND_MS = 1200;
  let first = 0; // when `g` was pressed

  // Never while something is typed, with a modifier, or while an input method is composing.
  document.addEventListener("keydown", (event) => {
    if (document.body.dataset.keys === "off" || event.isComposing || event.defaultPrevented) return;
    if (event.key === "Escape" && typing(event.target)) return event.target.blur();
    if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
    if (first && event.timeStamp - first < SECOND_MS && GO[event.key]) {
      first = 0;
      event.preventDefault();
      return location.assign(GO[event.key]);
    }
    first = event.key === "g" ? event.timeStamp : 0;
    const step = { j: 1, k: -1 }[event.key];
    if (step) return move(event, step);
    if (event.key === "?" && $("a[href='/desk/help']")) return location.assign("/desk/help");
    const wanted = event.key === "/" ? "#find" : /^[a-z]$/.test(event.key) ? `[data-key-target="${event.key}"]` : "";
    const element = wanted && $(wanted);
    if (element) obey(event, element);
  });

  // A link is followed, a button pressed, a fold opened to its first field; anything else gets the focus.
  function obey(event, element) {
    event.preventDefault();
    if (element.matches("a, button")) return element.click();
    const fold = element.closest("details") || element.parentElement.closest("details");
    if (fold) fold.open = true;
    const field = element.matches("summary, section") ? $("input:not([type=hidden]), select, textarea, button, a", element.closest("details, section")) : element;
    (field || element).focus();
    (field || element).scrollIntoView({ block: "nearest" });
  }

  function move(event, step) {
    const rows = [...document.querySelectorAll(".case-row")];
    if (!rows.length) return;
    const now = rows.indexOf(document.activeElement);
    event.preventDefault();
    const row = rows[now < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(now + step, 0), rows.length - 1)];
    row.focus();
    show(row, 250);
  }

  // The pane beside the list: shown only where there is room for it. The second click opens the case.
  let waiting = 0;
  const pane = () => { const found = $("#glance"); return found && found.offsetParent ? found : null; };
  function show(row, wait) {
    clearTimeout(waiting);
    if (!pane()) return false;
    waiting = setTimeout(() => {
      for (const one of document.querySelectorAll(".case-row[data-shown]")) delete one.dataset.shown;
      row.dataset.shown = "";
      row.dispatchEvent(new CustomEvent("glance"));
    }, wait);
    return true;
  }
  document.addEventListener("click", (event) => {
    const row = event.target.closest(".case-row");
    if (!row || event.detail === 0 || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return; // Enter opens
    if ("shown" in row.dataset || !show(row, 0)) return;
    event.preventDefault();
    row.focus();
  });
})();
