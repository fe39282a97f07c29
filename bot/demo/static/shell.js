// The shell around one conversation: where one can go, who one can be, what to try.

const $ = (id) => document.getElementById(id);
const shell = $("shell");
const viewing = {
  timezone: Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC",
  locale: navigator.language,
};
const face = (name) => `/shell/face/${encodeURIComponent(name)}`;

let state = null;
let drawn = "";
let frame = null;
let serial = null;
/** What the visitor unfolded in the tour: {chapter, step}, each an index or -1, and whether that step
 * was done by then; null where the tour itself says what is next. */
let unfolded = null;
/** What is to be done in the next conversation: {command, option, message}. */
let pending = null;
let going = Promise.resolve();
/** Where one is, or is on the way to, and as whom. */
let goal = {};
/** Whether another tab has moved: one place is open at a time, for all of them. */
let aside = false;
/** Counts the visitor's own moves: a state that was asked for before one is out of date. */
let moves = 0;
/** Person to place to the newest message that they have seen there. */
const seen = {};

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === false) continue;
    if (key === "onclick") made.addEventListener("click", value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

function tick() {
  const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  icon.setAttribute("viewBox", "0 0 24 24");
  icon.setAttribute("aria-label", "Done");
  icon.setAttribute("role", "img");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", "M5 13l4.5 4.5L19 7");
  icon.append(path);
  return icon;
}

async function ask(path, body) {
  const answer = await fetch(path, body === undefined ? { cache: "no-store" } : {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ ...viewing, ...body }),
  });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.error || "That didn't work.");
  return told;
}

let hiding = 0;
/** Say what went wrong; or, as a "hint", what the step asks for, where it isn't in view. */
function say(words, kind = "") {
  $("notice").textContent = words;
  $("notice").className = `shown ${kind}`;
  clearTimeout(hiding);
  hiding = setTimeout(() => $("notice").classList.remove("shown"), 4200 + (kind ? 25 * words.length : 0));
}

// Going somewhere, as somebody

function go(body) {
  closeDrawers();
  if (body.task) pending = body.task;
  const from = goal;
  goal = { channel: body.channel ?? from.channel, person: body.person ?? from.person };
  const there = !aside && state?.room && goal.channel === from.channel && goal.person === from.person;
  if (there) { begin(); return going; }
  leave();
  return move("/shell/room", goal);
}

/** One's own deed, and what came of it. */
function move(path, body) {
  const number = moves += 1;
  going = going.then(() => ask(path, body))
    .then((told) => { if (number === moves) return take(told); })
    .catch((error) => { goal = state?.room ?? {}; say(error.message); });
  return going;
}

function take(told) {
  state = told;
  aside = false;
  $("elsewhere").hidden = true;
  goal = told.room ?? {};
  if (!told.room) return go({});
  if (told.room.serial !== serial) open(told.room);
  note();
  draw();
}

/** Another tab opened another place, which closed the one that is open here: say so, and stay. */
function stepAside(told) {
  leave();
  aside = true;
  state = { ...told, room: state.room };
  const here = places(told.channels).find((place) => place.id === told.room.channel);
  const hash = told.channels.includes(here) ? "#" : "";
  $("elsewhere-place").textContent = `${hash}${here?.name ?? "another place"}, as ${told.room.person}`;
  $("elsewhere").hidden = false;
  draw();
}
$("come-back").addEventListener("click", () => go({}));

/** Close the conversation, so that its page doesn't ask for a room that is gone. */
function leave() {
  frame?.remove();
  frame = serial = null;
}

function open(room) {
  leave();
  serial = room.serial;
  const opened = element("iframe", { title: "Conversation", src: room.address, allow: "clipboard-write" });
  frame = opened;
  $("stage").append(opened);
  const since = performance.now();
  (function look() {
    if (frame !== opened) return;
    const ready = opened.contentWindow?.simcordPreview?.ready;
    if (!ready && performance.now() - since < 6000) return void setTimeout(look, 40);
    opened.classList.add("here");
    begin();
  })();
}

/** Do what a step of the tour does for the visitor: type its command, or show its message. */
function begin() {
  const task = pending;
  const input = frame?.contentDocument?.getElementById("channel-composer-input");
  if (!task || !input) return;
  pending = null;
  if (task.message) frame.contentWindow.postMessage({ kind: "point", id: task.message }, location.origin);
  if (task.command && input.offsetParent !== null) type(input, task);
}

/** Put a command into the composer, and into its first field what the step suggests. */
async function type(input, { command, option }) {
  const { document: page, Event: Heard, KeyboardEvent: Key } = frame.contentWindow;
  write(input, command);
  if (!option) return;
  const chosen = await appears(page, ".command-entry.is-active");
  if (!chosen || input.value !== command) return;
  input.dispatchEvent(new Key("keydown", { key: "Enter", bubbles: true, cancelable: true }));
  const field = await appears(page, ".command-option-input");
  if (field && !field.value) write(field, option);

  function write(place, words) {
    place.focus();
    place.value = words;
    place.setSelectionRange(words.length, words.length);
    place.dispatchEvent(new Heard("input", { bubbles: true }));
  }
}

/** What the selector finds, once it is there; null if that takes too long. */
async function appears(page, selector) {
  for (let tries = 0; tries < 60; tries += 1) {
    const found = page.querySelector(selector);
    if (found) return found;
    await new Promise((soon) => { setTimeout(soon, 50); });
  }
  return null;
}

// What is new where

function note() {
  const { room, channels } = state;
  const mine = (seen[room.person] ||= Object.fromEntries(
    places(channels).map((place) => [place.id, place.last]),
  ));
  for (const place of places(channels)) {
    if (place.id === room.channel) mine[place.id] = place.last;
  }
}

function places(channels) { return channels.flatMap((channel) => [channel, ...channel.threads]); }
function news(place) {
  return BigInt(place.last) > BigInt(seen[state.room.person]?.[place.id] ?? "0");
}

// Drawing

function draw() {
  const { room, channels, people, tour } = state;
  const steps = tour.flatMap((chapter) => chapter.steps);
  const done = count(steps);
  if (unfolded && !unfolded.done && tour[unfolded.chapter]?.steps[unfolded.step]?.done) {
    unfolded = null;
    if ($("notice").classList.contains("hint")) $("notice").classList.remove("shown");
  }
  const looks = JSON.stringify([room, channels.map((c) => [c.name, c.threads]), tour, unfolded, places(channels).map(news)]);
  if (looks === drawn) return;
  drawn = looks;
  const focused = document.activeElement?.dataset?.key;

  $("guild-name").textContent = state.guild;
  $("channels").replaceChildren(...channels.map((channel) => element("li", {},
    placeButton(channel, "#"),
    channel.threads.length ? element("ul", { class: "threads" }, ...channel.threads.map(
      (thread) => element("li", {}, placeButton(thread, "")),
    )) : null,
  )));
  $("people").replaceChildren(...people.map((person) => element("button", {
    type: "button", class: "self", role: "radio", "data-key": `person:${person.name}`,
    "aria-checked": String(person.name === room.person), onclick: () => go({ person: person.name }),
  }, element("img", { src: face(person.name), alt: "" }), person.name,
  element("span", { class: `part ${person.part}` }, person.part))));
  $("me").replaceChildren(element("img", { src: face(room.person), alt: room.person }));

  const here = places(channels).find((place) => place.id === room.channel);
  const parent = channels.find((channel) => channel.threads.includes(here));
  $("place").textContent = here ? (parent ? here.name : `# ${here.name}`) : "";
  $("topic").textContent = parent ? `A thread in #${parent.name}` : here?.topic || "";
  document.title = `${here ? here.name : "Kansō"} · ${state.guild}`;

  $("tour-count").textContent = `${done} of ${steps.length}`;
  $("open-tour").setAttribute("aria-label", `Tour, ${done} of ${steps.length} done`);
  const told = `${done} of ${steps.length} seen`;
  if ($("count").textContent !== told) $("count").textContent = told;
  for (const ring of document.querySelectorAll(".ring .done")) ring.style.strokeDashoffset = String(100 - 100 * done / steps.length);
  const at = unfolded ?? next(tour);
  $("chapters").replaceChildren(...tour.map((chapter, index) => chapterItem(chapter, index, at)));
  $("finished").hidden = done < steps.length;
  if (!$("more-list").childElementCount) {
    $("more-list").append(...state.more.map(({ commands, words }) => element("div", {},
      element("dt", {}, commands), element("dd", {}, words))));
  }
  if (focused) document.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

function placeButton(place, hash) {
  return element("button", {
    type: "button", class: `place${news(place) ? " news" : ""}`, "data-key": `place:${place.id}`,
    "aria-current": place.id === state.room.channel ? "page" : null, title: place.name,
    onclick: () => go({ channel: place.id }),
  }, hash ? element("span", { class: "hash", "aria-hidden": "true" }, hash) : null,
  element("span", { class: "name" }, place.name),
  element("span", { class: "dot" }, element("span", { class: "unseen" }, news(place) ? "new" : "")));
}

const count = (steps) => steps.filter((step) => step.done).length;

/** The first step that isn't done. */
function next(tour) {
  const chapter = tour.findIndex(({ steps }) => steps.some((step) => !step.done));
  return { chapter, step: chapter < 0 ? -1 : tour[chapter].steps.findIndex((step) => !step.done) };
}

function keep(chapter, step) {
  unfolded = { chapter, step, done: Boolean(state.tour[chapter]?.steps[step]?.done) };
}

function unfold(chapter, step) {
  keep(chapter, step);
  draw();
}

function chapterItem({ title, steps }, index, at) {
  const isOpen = index === at.chapter;
  const done = count(steps);
  const whole = done === steps.length;
  const first = steps.findIndex((step) => !step.done);
  return element("li", { class: `chapter${isOpen ? " open" : ""}${whole ? " done" : ""}` },
    element("h3", {}, element("button", {
      type: "button", "data-key": `chapter:${index}`, "aria-expanded": String(isOpen), "aria-controls": `chapter-${index}`,
      onclick: () => unfold(isOpen ? -1 : index, first),
    }, element("span", { class: "name" }, title),
    whole ? tick() : element("span", { class: "part" }, `${done}/${steps.length}`))),
    element("ol", { id: `chapter-${index}`, hidden: !isOpen },
      ...(isOpen ? steps.map((step, number) => stepItem(step, index, number, at)) : [])),
  );
}

function stepItem(step, chapter, number, at) {
  const isOpen = number === at.step;
  const key = `${chapter}-${number}`;
  const channel = state.channels.find((each) => each.name === step.channel);
  const visit = () => {
    keep(chapter, number);
    const { command, option, message } = step;
    const beside = $("open-tour").offsetParent === null;
    go({ channel: channel.id, person: step.person, task: { command, option, message } });
    if (!beside) say(step.words, "hint");
  };
  return element("li", { class: `step${isOpen ? " open" : ""}${step.done ? " done" : ""}` },
    element("button", {
      type: "button", "data-key": `step:${key}`, "aria-expanded": String(isOpen), "aria-controls": `step-${key}`,
      onclick: () => unfold(chapter, isOpen ? -1 : number),
    }, element("span", { class: "mark" }, step.done ? tick() : null), element("span", { class: "title" }, step.title)),
    element("div", { class: "more", id: `step-${key}`, hidden: !isOpen },
      element("p", {}, step.words),
      element("p", { class: "facts" }, element("img", { src: face(step.person), alt: "" }),
        "as ", element("b", {}, step.person), " in ", element("b", {}, `#${step.channel}`)),
      element("button", { type: "button", class: "go", "data-key": `go:${key}`, onclick: visit }, step.button),
    ),
  );
}

// Drawers, on narrow screens

function drawer(name, open) {
  shell.classList.toggle(`${name}-open`, open);
  $(`open-${name}`).setAttribute("aria-expanded", String(open));
  $("scrim").hidden = !shell.matches(".server-open, .tour-open");
  if (open) document.querySelector(`#${name} button`)?.focus({ preventScroll: true });
}
function closeDrawers() { drawer("server", false); drawer("tour", false); }
$("open-server").addEventListener("click", () => drawer("server", true));
$("me").addEventListener("click", () => drawer("server", true));
$("open-tour").addEventListener("click", () => drawer("tour", true));
$("scrim").addEventListener("click", closeDrawers);
document.addEventListener("keydown", (event) => { if (event.key === "Escape") closeDrawers(); });

// What the conversation asks of the shell

window.addEventListener("message", (event) => {
  if (event.origin !== location.origin || event.source !== frame?.contentWindow) return;
  const { kind, id, name, emoji, words } = event.data || {};
  const known = places(state.channels);
  if (kind === "place") {
    const place = known.find((each) => each.id === id) || known.find((each) => each.name === name);
    if (place) go({ channel: place.id });
  } else if (kind === "react") {
    move("/shell/react", { message: id, emoji });
  } else if (kind === "menu") {
    move("/shell/menu", { message: id, name });
  } else if (kind === "say") {
    say(words);
  }
});
Object.defineProperty(window, "menus", { get: () => state?.menus ?? [] });

async function follow() {
  try {
    await going;
    const before = moves;
    const told = await ask("/shell/state");
    const moved = aside || (serial !== null && told.room?.serial !== serial);
    if (before === moves) (moved && told.room ? stepAside : take)(told);
    shell.classList.remove("away");
  } catch {
    if (!shell.classList.contains("away")) say("The demo has ended. Start it again with: python -m bot demo");
    shell.classList.add("away");
  }
  setTimeout(follow, document.hidden ? 4000 : 1000);
}
follow();
