// The simulated phones, for comfort only: the page works without this file. No storage, no words of its own.
(() => {
  "use strict";
  const $ = (selector, within = document) => within.querySelector(selector);

  // Enter sends, an SMS is counted, a chat stays at its end.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || !event.target.matches("[data-send-on-enter]")) return;
    event.preventDefault();
    if (event.target.value.trim()) event.target.form.requestSubmit();
  });
  document.addEventListener("input", (event) => count(event.target));
  document.addEventListener("htmx:after:request", (event) => {
    const form = event.target.closest && event.target.closest("form.typing");
    if (!form) return;
    form.reset();
    count($("textarea", form));
  });

  const GSM = /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà^{}\\[~\]|€]*$/;
  function count(field) {
    const place = field && field.dataset && field.dataset.countSms && document.getElementById(field.dataset.countSms);
    if (!place) return;
    const text = field.value, plain = GSM.test(text);
    const units = plain ? text.length + (text.match(/[\^{}\\[~\]|€]/g) || []).length : text.length;
    const parts = units <= (plain ? 160 : 70) ? 1 : Math.ceil(units / (plain ? 153 : 67));
    const room = parts === 1 ? (plain ? 160 : 70) : parts * (plain ? 153 : 67);
    const cost = place.dataset.price ? ` · ${parts} × ${place.dataset.price}` : "";
    place.textContent = `${units}/${room} · ${plain ? "GSM-7" : "UCS-2"}` + (units ? ` · ${parts} ${place.dataset.word}${cost}` : "");
  }

  // Twelve keys: pressed again and again a key runs through its letters; # changes between letters, capitals and digits.
  const LETTERS = { 1: ".,?!1", 2: "abc2", 3: "def3", 4: "ghi4", 5: "jkl5", 6: "mno6", 7: "pqrs7", 8: "tuv8", 9: "wxyz9", 0: " 0+", "*": "'-@/*" };
  const MODES = ["abc", "ABC", "123"];
  const AGAIN_MS = 900;
  let last = { field: null, key: "", at: 0, place: 0 };
  document.addEventListener("click", (event) => {
    const pad = event.target.closest("[data-keypad]");
    const key = event.target.closest("[data-key], [data-clear]");
    const field = pad && key && $("textarea", document.getElementById(pad.dataset.for));
    if (!field) return;
    event.preventDefault();
    if ("clear" in key.dataset) field.value = field.value.slice(0, -1);
    else if (key.dataset.key === "#") turn($(".mode", pad));
    else type(field, key.dataset.key, $(".mode", pad).value, event.timeStamp);
    if (key.dataset.key === "#" || "clear" in key.dataset) last = { field: null, key: "", at: 0, place: 0 };
    count(field);
  });
  function turn(mode) {
    mode.value = MODES[(MODES.indexOf(mode.value) + 1) % MODES.length];
  }
  function type(field, key, mode, at) {
    if (mode === "123") {
      field.value += key;
      return;
    }
    const letters = LETTERS[key], again = last.field === field && last.key === key && at - last.at < AGAIN_MS;
    const place = again ? (last.place + 1) % letters.length : 0;
    const letter = mode === "ABC" ? letters[place].toUpperCase() : letters[place];
    field.value = (again ? field.value.slice(0, -1) : field.value) + letter;
    last = { field, key, at, place };
  }

  // A chat that is being changed, or in which a list is open, is not refreshed under somebody's hands.
  document.addEventListener("htmx:before:request", (event) => {
    if (event.target.matches(".live, .insides") && $("details.change[open]", event.target)) event.preventDefault();
  });
  document.addEventListener("toggle", (event) => {
    if (event.target.matches(".change[open]")) event.target.scrollIntoView({ block: "nearest" });
  }, true);
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && event.target.closest(".phones details[open]:not(.insides details)");
    if (!open) return;
    open.open = false;
    $("summary", open).focus();
  });
  document.addEventListener("click", (event) => {
    for (const open of document.querySelectorAll(".handset details.phone-menu[open], .handset details.attach[open], .handset details.change[open]"))
      if (!open.contains(event.target)) open.open = false;
  });

  // A script plays on by itself until it is paused.
  const PACE_MS = 2200;
  let playing = 0, step = "";
  function play() {
    const going = $("[data-go]");
    if (going && going.dataset.go === step) return;
    clearTimeout(playing);
    step = going ? going.dataset.go : "";
    const form = going && $("form", going);
    if (form) playing = setTimeout(() => form.isConnected && $("[data-go]") && form.requestSubmit(), PACE_MS);
  }

  // The desk beside the phones: half a screen each.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-beside]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const half = Math.floor(screen.availWidth / 2);
    const made = window.open(link.href, link.target, `popup,width=${half},height=${screen.availHeight},left=${half},top=0`);
    if (made) event.preventDefault();
  });

  const newest = new WeakMap();
  function stick() {
    for (const chat of document.querySelectorAll("[data-stick-to-end]")) {
      const end = chat.lastElementChild && chat.lastElementChild.id;
      if (newest.get(chat) !== end) chat.scrollTop = chat.scrollHeight;
      newest.set(chat, end);
    }
  }
  const settled = () => (stick(), play());
  document.addEventListener("htmx:after:swap", settled);
  document.addEventListener("htmx:after:settle", settled);
  settled();
})();
