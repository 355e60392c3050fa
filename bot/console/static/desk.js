// Comfort only: every page works without this file. No storage, no inline handlers, no words of its own.
(() => {
  "use strict";
  document.documentElement.classList.add("scripted");
  const $ = (selector, within = document) => within.querySelector(selector);
  const typing = (element) => element.closest("input, textarea, select, [contenteditable]");

  // Single keys; switched off in Help. Never while something is typed or with a modifier.
  document.addEventListener("keydown", (event) => {
    if (document.body.dataset.keys === "off" || event.isComposing) return;
    if (event.key === "Escape" && typing(event.target)) return event.target.blur();
    if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
    const step = { j: 1, k: -1 }[event.key];
    if (step) return move(event, step);
    const wanted = { u: "[data-key-target=u]", r: "[data-key-target=r]", "/": "#find" }[event.key];
    const element = wanted && $(wanted);
    if (element) {
      event.preventDefault();
      element.matches("a") ? element.click() : element.focus();
    } else if (event.key === "?" && $("a[href='/desk/help']")) {
      location.assign("/desk/help");
    }
  });

  function move(event, step) {
    const rows = [...document.querySelectorAll(".case-row")];
    if (!rows.length) return;
    const now = rows.indexOf(document.activeElement);
    event.preventDefault();
    rows[now < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(now + step, 0), rows.length - 1)].focus();
  }

  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-submit-on-change]");
    if (form) form.requestSubmit();
  });

  // Show what is typed as a password: fewer mistakes than typing it twice.
  for (const field of document.querySelectorAll("input[data-reveal]")) {
    const box = document.createElement("div");
    const button = document.createElement("button");
    const icon = $("[data-reveal-icon]");
    if (!icon) continue;
    box.className = "reveal";
    button.type = "button";
    button.className = "secondary outline";
    button.setAttribute("aria-pressed", "false");
    button.setAttribute("aria-label", icon.dataset.label);
    button.append(icon.content.cloneNode(true));
    button.addEventListener("click", () => {
      const shown = field.type === "text";
      field.type = shown ? "password" : "text";
      button.setAttribute("aria-pressed", String(!shown));
    });
    field.replaceWith(box);
    box.append(field, button);
  }

  // A page that refreshes itself waits while somebody types in it.
  document.addEventListener("htmx:before:request", (event) => {
    if (event.target.id === "said" && $(".fix-form", event.target)) event.preventDefault();
  });
  document.addEventListener("htmx:after:swap", () => {
    const box = $(".said .fix-form textarea:not([data-met])");
    if (!box) return;
    box.dataset.met = "";
    box.focus();
  });
})();
