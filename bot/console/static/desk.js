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

  // The phone: Enter sends, the chat stays at its end, an SMS is counted, the keypad types.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || !event.target.matches("[data-send-on-enter]")) return;
    event.preventDefault();
    if (event.target.value.trim()) event.target.form.requestSubmit();
  });
  document.addEventListener("input", (event) => count(event.target));
  document.addEventListener("click", (event) => {
    const key = event.target.closest("[data-key]");
    const field = key && $("textarea", key.closest(".screen"));
    if (!field) return;
    field.value += key.dataset.key;
    count(field);
  });
  document.addEventListener("htmx:after:request", (event) => {
    const form = event.target.closest && event.target.closest("form.typing");
    if (!form) return;
    form.reset();
    count($("textarea", form));
  });

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

  const GSM = /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà^{}\\[~\]|€]*$/;
  function count(field) {
    const place = field && field.dataset && field.dataset.countSms && document.getElementById(field.dataset.countSms);
    if (!place) return;
    const text = field.value, plain = GSM.test(text);
    const units = plain ? text.length + (text.match(/[\^{}\\[~\]|€]/g) || []).length : text.length;
    const parts = units <= (plain ? 160 : 70) ? 1 : Math.ceil(units / (plain ? 153 : 67));
    const room = parts === 1 ? (plain ? 160 : 70) : parts * (plain ? 153 : 67);
    place.textContent = units ? `${units}/${room} · ${parts} ${place.dataset.word}` : "\u200b";
  }

  const chats = () => document.querySelectorAll("[data-stick-to-end]");
  const newest = new Map();
  function stick() {
    for (const chat of chats()) {
      const last = chat.lastElementChild && chat.lastElementChild.id;
      if (newest.get(chat.id) !== last) chat.scrollTop = chat.scrollHeight;
      newest.set(chat.id, last);
    }
  }
  document.addEventListener("htmx:after:swap", stick);
  document.addEventListener("htmx:after:settle", stick);
  stick();
})();
