// What Preview's page lacks: reacting with anything, the bot's context menus, ways to other
// places. It only asks; the shell does.

const list = document.getElementById("channel-message-list");
const FACES = ["👍", "❤️", "😂", "😮", "😢", "🔥", "🎉", "👀"];
const tell = (message) => parent.postMessage(message, location.origin);
const timeline = document.getElementById("channel-timeline");
let open = null;
/** Where the conversation stood then: what is offered goes away with what it is about. */
let openedAt = 0;

const ICONS = {
  face: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M8.5 14.5c1.8 2.4 5.2 2.4 7 0M9 9.5v.01M15 9.5v.01",
  apps: "M5 12v.01M12 12v.01M19 12v.01",
};

function icon(path) {
  const drawn = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  drawn.setAttribute("viewBox", "0 0 24 24");
  drawn.setAttribute("width", "20");
  drawn.setAttribute("height", "20");
  drawn.setAttribute("fill", "none");
  drawn.setAttribute("stroke", "currentColor");
  drawn.setAttribute("stroke-width", path === ICONS.apps ? "3" : "1.8");
  drawn.setAttribute("stroke-linecap", "round");
  line.setAttribute("d", path);
  drawn.append(line);
  return drawn;
}

function close() {
  open?.remove();
  open = null;
}

/** Offer choices beside a rectangle of the page; a choice without a deed is a heading. */
function offer(at, kind, choices) {
  close();
  const box = document.createElement("div");
  box.className = `choices ${kind}`;
  box.setAttribute("role", "menu");
  for (const [label, act] of choices) {
    if (!act) {
      box.append(Object.assign(document.createElement("div"), { className: "head", textContent: label }));
      continue;
    }
    const choice = Object.assign(document.createElement("button"), { type: "button", textContent: label });
    choice.setAttribute("role", "menuitem");
    choice.addEventListener("click", () => { close(); act(); });
    box.append(choice);
  }
  document.body.append(box);
  open = box;
  openedAt = timeline.scrollTop;
  const left = at.width ? at.right - box.offsetWidth : at.left;
  box.style.left = `${Math.max(8, Math.min(left, innerWidth - box.offsetWidth - 8))}px`;
  const below = at.bottom + 6;
  box.style.top = `${below + box.offsetHeight < innerHeight - 8 ? below : Math.max(8, at.top - box.offsetHeight - 6)}px`;
  box.querySelector("button")?.focus({ preventScroll: true });
}

function tool(label, path, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "message-action-button added";
  made.title = label;
  made.setAttribute("aria-label", label);
  made.append(icon(path));
  made.addEventListener("click", (event) => { event.stopPropagation(); act(made); });
  return made;
}

const mine = (article) => article.querySelector(".message-ephemeral-note") !== null;

function offerFaces(at, id) {
  offer(at, "faces", FACES.map((emoji) => [emoji, () => tell({ kind: "react", id, emoji })]));
}

/** What a message's own menu has: what one can do with it, and the bot's commands on it. */
function offerMenu(at, article, all) {
  const id = article.dataset.messageId;
  const reply = article.querySelector('.message-action-button[aria-label="Reply"]');
  const choices = [];
  if (all && !mine(article)) choices.push(["Add a reaction", () => offerFaces(at, id)]);
  if (all && reply) choices.push(["Reply", () => reply.click()]);
  const menus = mine(article) ? [] : parent.menus ?? [];
  if (menus.length) choices.push(["Apps · Kansō", null]);
  choices.push(...menus.map((name) => [name, () => tell({ kind: "menu", id, name })]));
  if (choices.length) offer(at, "list", choices);
}

const clock = navigator.language === "en-US"
  ? new Intl.DateTimeFormat("en-US", { hour: "numeric", minute: "2-digit" })
  : new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const midnight = (daysAgo) => new Date(new Date().setHours(0, 0, 0, 0)).setDate(new Date().getDate() - daysAgo);

/** A message's time as Discord writes it: the hour alone today, and yesterday in a word. */
function retell(time) {
  const at = Date.parse(time.dateTime);
  if (!(at >= midnight(1)) || time.firstChild?.nodeType !== Node.TEXT_NODE) return;
  const words = at >= midnight(0) ? clock.format(at) : `Yesterday at ${clock.format(at)}`;
  if (time.firstChild.data !== words) time.firstChild.data = words;
}

const AGO = new Intl.RelativeTimeFormat("en", { numeric: "always" });
const UNITS = [["year", 31557600], ["month", 2629800], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
const RELATIVE = /^(?:in .+|.+ ago|now|today|tomorrow|yesterday|(?:this|last|next) \w+)$/;

/** "5 minutes ago" goes on by itself, as it does on Discord; Preview leaves it as it was drawn. */
function retellAgo(time) {
  if (!time.classList.contains("relative") && !RELATIVE.test(time.textContent)) return;
  time.classList.add("relative");
  const seconds = (Date.parse(time.dateTime) - Date.now()) / 1000;
  const [unit, length] = UNITS.find(([, each]) => Math.abs(seconds) >= each) ?? UNITS.at(-1);
  // The world's clock may be some seconds ahead of the browser's.
  const words = Math.abs(seconds) < 2 || (seconds > 0 && seconds < 20)
    ? "just now" : AGO.format(Math.round(seconds / length), unit);
  if (time.textContent !== words) time.textContent = words;
}

function furnish(article) {
  const id = article.dataset.messageId;
  article.querySelectorAll("time.message-time").forEach(retell);
  article.querySelectorAll("time.discord-timestamp").forEach(retellAgo);
  // "started a thread": the thread is named under its post already.
  article.classList.toggle("thread-note", article.querySelector(".message-system-icon")?.textContent === "thread");
  let bar = article.querySelector(".message-context-actions");
  if (id && !article.querySelector(".added") && article.querySelector(".message-header, .message-gutter-time")) {
    if (!bar) {
      bar = document.createElement("div");
      bar.className = "message-context-actions";
      article.append(bar);
    }
    if (!mine(article)) {
      bar.prepend(tool("React", ICONS.face, (owner) => offerFaces(owner.getBoundingClientRect(), id)));
      if (parent.menus?.length) {
        bar.append(tool("Apps", ICONS.apps, (owner) => offerMenu(owner.getBoundingClientRect(), article, false)));
      }
    }
    if (!bar.childElementCount) bar.remove();
  }
  for (const summary of article.querySelectorAll(".thread-summary:not(.leads)")) {
    const name = summary.firstChild?.textContent.replace(/ · \d+ messages?$/, "");
    lead(summary, { kind: "place", id, name });
  }
  for (const mention of article.querySelectorAll(".mention:not(.leads)")) {
    const name = mention.textContent.replace(/^#/, "");
    if (mention.textContent.startsWith("#")) lead(mention, { kind: "place", name });
  }
}

/** The message that the tour points at. */
let pointed = "";
const find = (id) => list.querySelector(`article[data-message-id="${CSS.escape(id)}"]`);
const point = () => {
  for (const each of list.querySelectorAll("article.pointed")) each.classList.toggle("pointed", each.dataset.messageId === pointed);
  if (pointed) find(pointed)?.classList.add("pointed");
};
window.addEventListener("message", (event) => {
  if (event.origin !== location.origin || event.source !== parent || event.data?.kind !== "point") return;
  pointed = String(event.data.id);
  point();
  deed = -Infinity;
  const message = find(pointed);
  if (message) {
    message.tabIndex = -1;  // from here, Tab leads to what one can do with it
    message.focus({ preventScroll: true });
  }
  keep(() => find(pointed));
});

function lead(element, message) {
  element.classList.add("leads");
  element.tabIndex = 0;
  element.setAttribute("role", "link");
  element.addEventListener("click", () => tell(message));
  element.addEventListener("keydown", (event) => { if (event.key === "Enter") tell(message); });
}

function look() { list.querySelectorAll("article[data-message-id]").forEach(furnish); point(); }
new MutationObserver(look).observe(list, { childList: true, subtree: true });
look();

setInterval(look, 5000);

// A message's menu: the right button of a mouse, or a finger that stays.
const asMessage = (target) => (target instanceof Element ? target.closest("article[data-message-id]") : null);
const ofItsOwn = "a, button, input, textarea, select, .leads, .gallery-image, .component-thumbnail";
let resting = 0;
let started = null;
/** Whether the finger that is down has opened a menu: lifting it presses nothing. */
let opened = false;

function openMenu(target, x, y) {
  const article = asMessage(target);
  if (!article || target.closest(ofItsOwn) || !getSelection().isCollapsed) return false;
  offerMenu(new DOMRect(x, y, 0, 0), article, true);
  return open !== null;
}
document.addEventListener("contextmenu", (event) => {
  if (opened || openMenu(event.target, event.clientX, event.clientY)) event.preventDefault();
});
list.addEventListener("touchstart", (event) => {
  clearTimeout(resting);
  opened = false;
  if (event.touches.length !== 1) return;
  const [{ clientX: x, clientY: y }] = event.touches;
  started = { x, y };
  resting = setTimeout(() => { opened = openMenu(event.target, x, y); }, 480);
}, { passive: true });
list.addEventListener("touchmove", (event) => {
  const [{ clientX: x, clientY: y }] = event.touches;
  if (started && Math.hypot(x - started.x, y - started.y) > 10) clearTimeout(resting);
}, { passive: true });
for (const kind of ["touchend", "touchcancel"]) {
  list.addEventListener(kind, (event) => {
    clearTimeout(resting);
    if (opened && event.cancelable) event.preventDefault();
  });
}

// An answer to one's own deed is brought into view, from its top where it is taller than the room,
// and kept there while its pictures come: Preview holds the view where it was until they have.
const unread = document.getElementById("new-messages");
let deed = -Infinity;
let known = "";
let until = -Infinity;
for (const kind of ["submit", "click", "keydown"]) {
  document.addEventListener(kind, (event) => {
    if (kind !== "keydown" || event.key === "Enter") deed = performance.now();
  }, true);
}
for (const kind of ["wheel", "touchmove", "pointerdown", "keydown"]) {
  document.addEventListener(kind, () => { until = -Infinity; }, { passive: true, capture: true });
}
timeline.addEventListener("wheel", () => { deed = -Infinity; }, { passive: true });

const newest = () => [...list.querySelectorAll("article:not(.thread-note)")].pop();
let target = newest;

/** Keep in view what `what` finds, for a while: what is taller than the room from its top, else its
 * middle, or the conversation's end. */
function keep(what) {
  target = what;
  until = performance.now() + 2500;
  requestAnimationFrame(bring);
}

function bring() {
  const shown = target();
  if (!shown || performance.now() > until) return;
  const room = timeline.clientHeight;
  const top = timeline.scrollTop + shown.getBoundingClientRect().top - timeline.getBoundingClientRect().top;
  const middle = top + shown.offsetHeight / 2 - room / 2;
  const wanted = shown.offsetHeight > room ? top - 12 : shown === newest() ? timeline.scrollHeight : middle;
  const reached = Math.max(0, Math.min(wanted, timeline.scrollHeight - room));
  if (Math.abs(reached - timeline.scrollTop) > 1) timeline.scrollTop = reached;
  if (shown === newest()) unread.hidden = true;
  requestAnimationFrame(bring);
}
function follow() {
  const last = [...list.querySelectorAll("article[data-message-id]")].pop()?.dataset.messageId ?? "";
  if (known && last && BigInt(last) > BigInt(known) && performance.now() - deed < 6000) {
    keep(newest);
  }
  known = last || known;
}
new MutationObserver(follow).observe(list, { childList: true });
follow();

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest('a[href^="https://discord.com/channels/"]') : null;
  if (link) {
    event.preventDefault();
    tell({ kind: "place", id: new URL(link.href).pathname.split("/")[3] });
  }
  if (open && !open.contains(event.target)) close();
}, true);
document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
document.addEventListener("scroll", () => { if (Math.abs(timeline.scrollTop - openedAt) > 8) close(); }, true);

// The composer's options. Preview opens a list anew whenever its field is drawn again, with the first
// choice marked, and writes a choice's value. Here a choice that was taken closes its list, so that
// the next Enter sends, and its own name stands in the field. Where all options are optional, Preview
// lists them at once: Enter sends without them, unless one went through that list.
/** Option to the choice that was taken for it: {value, label}. */
const taken = new Map();
let reopening = null;
/** Whether the list that is open was asked for: by the arrows, or a click on the command. */
let walked = false;
const asField = (target) => (target instanceof HTMLInputElement && target.matches(".command-option-input") ? target : null);
const isTaken = (field) => {
  const choice = taken.get(field.dataset.option);
  return choice !== undefined && [choice.value, choice.label].includes(field.value);
};
const closeList = (owner) => owner.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));
const shownList = () => document.querySelector(".command-popup:not([hidden])");

function reopen(field) {
  reopening = field;
  field.blur();
  field.focus();
  reopening = null;
  if (shownList()?.querySelector(".command-empty")) closeList(field);
}

document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest(".command-chip")) walked = true;
  const choice = event.target instanceof Element ? event.target.closest(".command-suggestion") : null;
  const field = asField(document.querySelector(".command-pill.is-focused .command-option-input"));
  if (!choice || !field || choice.querySelector(".command-suggestion-ellipsis")) return;
  walked = false;
  taken.set(field.dataset.option, {
    value: choice.dataset.value, label: choice.querySelector(".command-suggestion-label")?.textContent ?? "",
  });
}, true);
document.addEventListener("mousedown", (event) => {
  // The field keeps the focus, as when a choice is taken with Enter.
  if (event.target instanceof Element && event.target.closest(".command-suggestion")) event.preventDefault();
  const field = asField(event.target);
  if (field && isTaken(field)) { reopen(field); walked = true; }
}, true);
document.addEventListener("focusin", (event) => {
  const field = asField(event.target);
  if (field && field === reopening) return;
  walked = false;
  if (!field) return;
  // Preview asks the bot for choices from the first letter on, and until then says that there are none.
  const heading = shownList()?.querySelector(".command-popup-heading")?.textContent.trim();
  if (isTaken(field) || (!field.value && heading === "OPTIONS MATCHING")) closeList(field);
});
document.addEventListener("input", (event) => {
  const field = asField(event.target);
  if (field) taken.delete(field.dataset.option);
}, true);
document.addEventListener("keydown", (event) => {
  if (["ArrowDown", "ArrowUp"].includes(event.key)) walked = true;
  const chip = event.target instanceof Element ? event.target.closest(".command-chip") : null;
  if (chip && event.key === "Enter" && !walked && shownList()) closeList(chip);
  const field = asField(event.target);
  if (field && event.key === "ArrowDown" && isTaken(field) && !shownList()) reopen(field);
}, true);
new MutationObserver(() => {
  if (!document.querySelector(".command-row")) taken.clear();
  // Choices for what was typed before may come after one was taken: the next Enter is to send.
  const asked = asField(document.activeElement);
  if (asked && isTaken(asked) && asked !== reopening && !walked && shownList()) closeList(asked);
  for (const field of document.querySelectorAll(".command-option-input")) {
    const choice = taken.get(field.dataset.option);
    if (!choice || field.value !== choice.value || choice.label === choice.value) continue;
    field.value = choice.label;
    field.style.width = `${Math.min(24, choice.label.length + 1)}ch`;
  }
}).observe(document.getElementById("channel-composer-input").form, {
  childList: true, subtree: true, attributes: true, attributeFilter: ["hidden"],
});

// Preview drops what is sent while it asks the bot for choices, and until it has read the conversation
// anew after their answer, and says nothing. Here Enter, or a press on the button, which is disabled
// then, waits for that, unless something else is done meanwhile.
const send = document.getElementById("send-message");
let waiting = false;
const isSending = () => ["run_command", "send_message"].includes(window.simcordPreview?.pendingAction?.kind);
const sends = ({ type, key, shiftKey, isComposing, target: on }) => (type === "pointerdown" ? on.closest("#send-message")
  : key === "Enter" && !shiftKey && !isComposing
    && on.matches("#channel-composer-input, .command-option-input, .command-chip")
    && !shownList()?.querySelector("[aria-selected=true]"));
for (const kind of ["keydown", "input", "pointerdown"]) {
  document.addEventListener(kind, (event) => {
    waiting = send.disabled && event.target instanceof Element && Boolean(sends(event)) && !isSending();
    if (!waiting) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
}
new MutationObserver(() => {
  if (!waiting || send.disabled) return;
  waiting = false;
  send.form.requestSubmit();
}).observe(send, { attributes: true, attributeFilter: ["disabled"] });

// A form begins in its first field, where there are keys; Preview begins at the button that closes it.
const form = document.getElementById("modal-root");
new MutationObserver(() => {
  if (form.hidden || !matchMedia("(pointer: fine)").matches) return;
  requestAnimationFrame(() => {
    if (form.contains(document.activeElement) && !document.activeElement.matches("button")) return;
    form.querySelector(".modal-body input:not([type=file]), .modal-body textarea")?.focus();
  });
}).observe(form, { attributes: true, attributeFilter: ["hidden"] });
// "0 selected. Choose 0–1 options." is for who can't see the field.
new MutationObserver(() => {
  for (const words of form.querySelectorAll(".select-guidance")) {
    words.classList.toggle("unseen", /^\d+ selected\. Choose/.test(words.textContent));
  }
}).observe(form, { childList: true, subtree: true, characterData: true });

// Preview says in its toolbar, which is hidden here, when something didn't go through.
const status = document.getElementById("action-status");
new MutationObserver(() => {
  const action = window.simcordPreview?.lastAction;
  const failed = action && (action.rejected || ["failed", "timeout", "cancelled"].includes(action.settlement));
  if (failed && status.dataset.told !== action.correlation) {
    status.dataset.told = action.correlation;
    tell({ kind: "say", words: "That didn't go through. Please try again." });
  }
}).observe(status, { childList: true, characterData: true, subtree: true });
