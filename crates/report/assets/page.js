"use strict";
// What every part of the page uses: the content inside the file, words, numbers, and elements made without markup.

const content = JSON.parse(document.getElementById("content").textContent);
const texts = content.texts;

/** `pattern` with `{0}`, `{1}` … filled in. */
function fill(pattern, ...values) {
  return pattern.replace(/\{(\d)\}/g, (place, at) => (at in values ? values[at] : place));
}

/** The side of `one|many` that `number` asks for. */
function plural(number, forms) {
  const [one, many] = forms.split("|");
  return number === 1 ? one : many;
}

function count(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, content.group);
}

function decimal(number, places) {
  const [whole, fraction] = number.toFixed(places).split(".");
  return fraction ? count(whole) + content.point + fraction : count(whole);
}

function percentDigits(part) {
  const percent = part * 100;
  if (percent > 0 && percent < 0.05) return "<" + decimal(0.1, 1);
  if (percent < 100 && percent >= 99.5) return ">99";
  return decimal(percent, percent > 0 && percent < 9.95 ? 1 : 0);
}

function percent(part) {
  return percentDigits(part) + content.percent;
}

function percentRange(low, high) {
  return percentDigits(low) + "–" + percentDigits(high) + content.percent;
}

/** An element with attributes and children; strings become text, never markup. */
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

/** Calls `act` when typing pauses. */
function whenTyped(input, act) {
  let waiting;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => act(input.value.trim().toLowerCase()), 120);
  });
}

/** Whether `searched` contains every word of `asked`. */
function contains(searched, asked) {
  return asked.split(/\s+/).every((word) => searched.includes(word));
}

/** Buttons to the pages before and after, and where one is. */
function paging(first, size, total, go) {
  if (total <= size) return null;
  const step = (label, to) => {
    const button = element("button", { type: "button", class: "step" }, label);
    button.disabled = to < 0 || to >= total;
    button.addEventListener("click", () => go(to, label));
    return button;
  };
  const range = fill(texts.documents_range, count(first + 1), count(Math.min(first + size, total)), count(total));
  return element(
    "div", { class: "paging" },
    step(texts.previous, first - size),
    element("span", { class: "quiet", "aria-live": "polite" }, range),
    step(texts.next, first + size),
  );
}

/** Keeps the focus on the button that was used, now that the list is new. */
function refocus(container, label) {
  const buttons = [...container.querySelectorAll("button.step")];
  const same = buttons.find((button) => button.textContent === label && !button.disabled);
  const other = same || buttons.find((button) => !button.disabled);
  if (other) other.focus();
}

/** A choice of all, of each ecosystem that has something, and of `others` ([value, label]). */
function fillChoice(select, all, counts, others) {
  select.append(element("option", { value: "" }, all));
  content.ecosystems.forEach(([label], at) => {
    if (counts[at]) select.append(element("option", { value: at }, `${label} (${count(counts[at])})`));
  });
  for (const [value, label] of others) select.append(element("option", { value }, label));
}

document.querySelectorAll(".controls").forEach((controls) => { controls.hidden = false; });
