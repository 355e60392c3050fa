// Comfort only: every page works without this file. No storage, no inline handlers, no words of its own.
(() => {
  "use strict";
  document.documentElement.classList.add("scripted");
  const $ = (selector, within = document) => within.querySelector(selector);

  // The menu of further pages shuts when somebody goes on elsewhere.
  function shut(menu) {
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (inside) $("summary", menu).focus();
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") for (const open of document.querySelectorAll("details.more[open]")) shut(open);
  });
  document.addEventListener("click", (event) => {
    for (const open of document.querySelectorAll("details.more[open]")) if (!open.contains(event.target)) open.open = false;
  });

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
