// Documents with their marked words, the rules that matched and the bar of shares; paged from the content in the file.

const KINDS = [texts.kind_project, texts.kind_patent, texts.kind_publication, texts.kind_organisation, texts.kind_other];
const ZONES = ["core", "periphery", "unsure", "exclude"];
const ZONE_NAMES = [texts.core, texts.periphery, texts.unsure, texts.exclude];
const MODES = [texts.mode_machine, texts.mode_hybrid, texts.mode_human];
const SOURCES = [texts.share_source_text, texts.share_source_survey, texts.share_source_registry];
const REASONS = [texts.evidence_query, texts.evidence_code, texts.evidence_actor, texts.evidence_similarity, texts.evidence_classifier, texts.evidence_human];

/** A row of the content by name; see `embedded/document.rs`. */
function read(row) {
  const [id, title, year, kind, language, organisations, information, duplicateOf, attributions, text, shortened] = row;
  return { id, title, year, kind, language, organisations, information, duplicateOf, attributions, text, shortened };
}

function plain(pieces) {
  return typeof pieces === "string" ? pieces : pieces.map((piece) => (typeof piece === "string" ? piece : piece[0])).join("");
}

/** Text with its matches marked; each mark carries the numbers of its reasons. */
function marked(pieces) {
  if (typeof pieces === "string") return [pieces];
  return pieces.map((piece) => {
    if (typeof piece === "string") return piece;
    const [text, zone, numbers] = piece;
    return element("mark", { class: `z${zone}` }, text, element("sup", {}, numbers.join(",")));
  });
}

function ecosystemName(at) {
  return content.ecosystems[at][0];
}

/** What part is left, and which unsure parts would take of it. */
function division(document) {
  const certain = document.attributions.filter((found) => found[5] !== 2 && found[2] > 0);
  const none = Math.max(0, 1 - certain.reduce((sum, found) => sum + found[2], 0));
  let left = none;
  const unsure = [];
  for (const found of document.attributions.filter((found) => found[5] === 2)) {
    const width = Math.min(left, found[4]);
    if (width > 0) unsure.push([found, width]);
    left -= width;
  }
  return { certain, unsure, none, left };
}

function sharesSentence(document) {
  const { certain, unsure, none } = division(document);
  const parts = certain.map((found) => `${ecosystemName(found[0])} ${percent(found[2])}`);
  for (const [found] of unsure) parts.push(`${ecosystemName(found[0])}: ${texts.unsure}, ${fill(texts.would_be, percent(found[4]))}`);
  parts.push(fill(texts.bar_none, percent(none)));
  return parts.join(", ");
}

function smallBar(document) {
  const { certain, unsure, left } = division(document);
  const piece = (name, width) => element("i", { class: name, style: `width:${(100 * width).toFixed(1)}%` });
  return element(
    "span", { class: "bar", role: "img", "aria-label": sharesSentence(document) },
    ...certain.map((found) => piece(ZONES[found[5]], found[2])),
    ...unsure.map(([, width]) => piece("unsure", width)),
    piece("none", left),
  );
}

function sharesBar(document) {
  const { certain, unsure, none, left } = division(document);
  const piece = (name, width, label) => {
    const slim = width < 0.07;
    return element("span", { class: slim ? `${name} slim` : name, style: `flex:${width.toFixed(3)} 1 0`, title: label }, slim ? "" : name === "unsure" ? element("b", {}, label) : label);
  };
  return element(
    "div", { class: "shares", role: "img", "aria-label": sharesSentence(document) },
    ...certain.map((found) => piece(ZONES[found[5]], found[2], `${ecosystemName(found[0])} ${percent(found[2])}`)),
    ...unsure.map(([found, width]) => piece("unsure", width, `${ecosystemName(found[0])} ?`)),
    left > 0.001 ? piece("none", left, fill(texts.bar_none, unsure.length ? "" : percent(none)).trim()) : null,
  );
}

function reasonLine(ecosystem, [number, kind, rule, weight, matched, places]) {
  const known = content.ecosystems[ecosystem][2][rule];
  const words = [REASONS[kind], rule && element("b", {}, ` ${rule}`)].filter(Boolean);
  const found = matched.length ? element("span", { class: "quiet" }, ` “`, element("bdi", {}, matched.join("”, “")), `”`) : "";
  const times = places > 1 ? element("span", { class: "quiet" }, ` · ${fill(plural(places, texts.places), count(places))}`) : "";
  const asked = known && known[0] ? element("code", { class: "quiet" }, ` ${known[0]}`) : "";
  const role = known && known[1] === 3 ? ` (${texts.exclude})` : "";
  return element(
    "li", { class: kind === 5 ? "human" : null },
    element("span", { class: "quiet" }, String(number)),
    element("span", {}, ...words, role, asked, found, times),
    element("span", { class: "quiet" }, `${texts.weight} ${decimal(weight, 2)}`),
  );
}

function attributionLine([ecosystem, probability, share, low, high, zone, mode, source, reasons]) {
  const amount = zone === 2
    ? fill(texts.would_be, percent(high))
    : `${texts.share} ${percent(share)} (${percentRange(low, high)})`;
  const decided = element("span", { class: mode === 0 ? "quiet" : "human" }, mode === 0 ? MODES[0] : `○ ${MODES[mode]}`);
  return element(
    "li", {},
    element(
      "p", {}, element("span", { class: `zone ${ZONES[zone]}` }, ZONE_NAMES[zone]), " ",
      element("b", {}, ecosystemName(ecosystem)), ` · ${amount} · ${texts.probability} ${decimal(probability, 2)} · `,
      decided, element("span", { class: "quiet" }, ` ${SOURCES[source]}`),
    ),
    reasons && reasons.length ? element("ul", { class: "reasons" }, ...reasons.map((reason) => reasonLine(ecosystem, reason))) : null,
  );
}

function remarks(document) {
  const said = [];
  if (document.information === 1) said.push(texts.document_short);
  if (document.information === 2) said.push(texts.document_boilerplate);
  if (document.duplicateOf) said.push(fill(texts.duplicate_of, document.duplicateOf));
  return said;
}

/** The part of a document under its title; made when it is opened. */
function body(document) {
  const parts = [];
  if (document.text === undefined) parts.push(element("p", { class: "quiet" }, texts.documents_without_text));
  else if (document.text === "") parts.push(element("p", { class: "quiet" }, texts.documents_empty_text));
  else parts.push(element("p", { class: "text", dir: "auto" }, ...marked(document.text)));
  if (document.shortened) parts.push(element("p", { class: "quiet" }, texts.documents_excerpt));
  for (const remark of remarks(document)) parts.push(element("p", { class: "quiet" }, remark));
  if (content.ecosystems.length) {
    parts.push(sharesBar(document));
    if (document.attributions.length) parts.push(element("ul", { class: "why" }, ...document.attributions.map(attributionLine)));
    else parts.push(element("p", { class: "quiet" }, texts.no_ecosystem_why));
  }
  return parts;
}

function article(row) {
  const document = read(row);
  const about = [KINDS[document.kind], document.year, document.language].filter(Boolean).join(" · ");
  const organisations = document.organisations.flatMap((name) => [" · ", element("bdi", {}, name)]);
  const title = plain(document.title) ? marked(document.title) : [element("i", {}, texts.untitled)];
  const made = element(
    "details", { class: "document" },
    element(
      "summary", {}, element("span", { class: "title", dir: "auto" }, ...title),
      content.ecosystems.length ? smallBar(document) : null,
      element("span", { class: "quiet" }, about, ...organisations, ` · ${document.id}`),
    ),
  );
  made.addEventListener("toggle", () => {
    if (made.open && made.childElementCount === 1) made.append(...body(document));
  });
  return made;
}

/** A list of documents in `container`, `size` a page. */
class DocumentList {
  constructor(container, size) {
    Object.assign(this, { container, size, first: 0, rows: [] });
  }

  /** Shows the documents of an ecosystem (or "none", "unsure", "left-out"), or those with some words, or one only. */
  choose({ ecosystem = null, words = "", only = null }) {
    const rows = only === null ? content.documents.filter((row) => inEcosystem(row, ecosystem)) : [content.documents[only]];
    this.rows = words ? rows.filter((row) => contains(searched(row), words)) : rows;
    if (typeof ecosystem === "number") this.rows.sort((a, b) => standing(b, ecosystem) - standing(a, ecosystem));
    this.show(0, true);
  }

  show(first, openFirst) {
    this.first = first;
    const articles = this.rows.slice(first, first + this.size).map(article);
    if (openFirst && articles.length) articles[0].open = true;
    const pages = paging(first, this.size, this.rows.length, (to, label) => {
      this.show(to, false);
      refocus(this.container, label);
    });
    const list = element("div", {}, ...articles);
    this.container.replaceChildren(articles.length ? list : element("p", {}, texts.documents_none_found), ...(pages ? [pages] : []));
  }
}

function inEcosystem(row, ecosystem) {
  if (ecosystem === null) return true;
  const attributions = row[8];
  const leftOut = row[6] || row[7];
  if (ecosystem === "left-out") return leftOut;
  if (ecosystem === "none") return !attributions.length && !leftOut;
  if (ecosystem === "unsure") return attributions.some((found) => found[5] === 2);
  return attributions.some((found) => found[0] === ecosystem);
}

function standing(row, ecosystem) {
  const found = row[8].find((found) => found[0] === ecosystem);
  return found[2] + found[1] / 1000;
}

const searchedRows = new Map();
function searched(row) {
  if (!searchedRows.has(row)) {
    const { id, title, organisations, text } = read(row);
    searchedRows.set(row, [id, plain(title), ...organisations, plain(text || "")].join(" ").toLowerCase());
  }
  return searchedRows.get(row);
}

(() => {
  const container = document.getElementById("document-list");
  if (!container) return;
  const [words, choice] = [document.getElementById("document-search"), document.getElementById("document-ecosystem")];
  const list = new DocumentList(container, 10);
  const counts = content.ecosystems.map(() => 0);
  for (const row of content.documents) for (const found of row[8]) counts[found[0]] += 1;
  const others = [["unsure", texts.unsure], ["none", texts.read_none], ["left-out", texts.read_left_out]];
  fillChoice(choice, texts.documents_any, counts, others);
  if (!content.ecosystems.length) choice.closest("label").hidden = true;

  function choose() {
    const value = choice.value;
    const ecosystem = value === "" ? null : /^\d+$/.test(value) ? Number(value) : value;
    list.choose({ ecosystem, words: words.value.trim().toLowerCase() });
  }

  whenTyped(words, choose);
  choice.addEventListener("change", choose);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-document]");
    if (link) list.choose({ only: Number(link.dataset.document) });
  });
  choose();
})();
