// The table of organisations: which part of each belongs to which ecosystem, the rest being none.
(() => {
  const container = document.getElementById("organisation-list");
  if (!container) return;
  const SIZE = 20;
  const NAMED = 4;
  const [words, choice] = [document.getElementById("organisation-search"), document.getElementById("organisation-ecosystem")];

  function bar(shares) {
    const total = shares.reduce((sum, share) => sum + share[1], 0);
    const piece = (name, width, label) => element("i", { class: name, style: `width:${(100 * width).toFixed(1)}%`, title: label });
    const sentence = shares.map((share) => `${content.ecosystems[share[0]][0]} ${percent(share[1])}`);
    sentence.push(fill(texts.bar_none, percent(Math.max(0, 1 - total))));
    return element(
      "span", { class: "bar", role: "img", "aria-label": sentence.join(", ") },
      ...shares.map((share, at) => piece(`core s${Math.min(at, 3)}`, share[1] / Math.max(1, total), content.ecosystems[share[0]][0])),
      piece("none", Math.max(0, 1 - total), texts.none),
    );
  }

  function shareWords([ecosystem, share, low, high]) {
    const name = content.ecosystems[ecosystem][0].replace(" ", "\u00a0");
    return element("span", {}, `${name} ${percent(share)} `, element("span", { class: "quiet" }, `(${percentRange(low, high)})`));
  }

  function line([name, type, city, country, documents, shares]) {
    const about = [type, city, country].filter(Boolean).join(" · ");
    const said = shares.slice(0, NAMED).flatMap((share, at) => (at ? [" · ", shareWords(share)] : [shareWords(share)]));
    const others = shares.slice(NAMED);
    if (others.length) {
      const together = percent(others.reduce((sum, share) => sum + share[1], 0));
      const names = others.map((share) => `${content.ecosystems[share[0]][0]} ${percent(share[1])}`).join(" · ");
      said.push(" · ", element("span", { class: "quiet", title: names }, fill(texts.organisations_others, others.length, together)));
    }
    return element(
      "tr", {},
      element("th", { scope: "row" }, element("b", { dir: "auto" }, name), element("span", { class: "quiet", dir: "auto" }, about)),
      element("td", { class: "n" }, element("span", { class: "only-narrow quiet" }, `${texts.column_documents} `), count(documents)),
      element("td", { class: "organisation" }, bar(shares), element("span", {}, ...(said.length ? said : [element("span", { class: "quiet" }, texts.read_none)]))),
    );
  }

  function show(rows, first) {
    const head = [[texts.column_name, null], [texts.column_documents, "n"], [texts.column_shares, null]];
    const table = element(
      "table", {},
      element("thead", {}, element("tr", {}, ...head.map(([label, name]) => element("th", { scope: "col", class: name }, label)))),
      element("tbody", {}, ...rows.slice(first, first + SIZE).map(line)),
    );
    const pages = paging(first, SIZE, rows.length, (to, label) => {
      show(rows, to);
      refocus(container, label);
    });
    container.replaceChildren(rows.length ? table : element("p", {}, texts.organisations_not_found), ...(pages ? [pages] : []));
  }

  function choose() {
    const ecosystem = choice.value === "" ? null : Number(choice.value);
    const asked = words.value.trim().toLowerCase();
    const share = (row) => (row[5].find((found) => found[0] === ecosystem) || [0, 0, 0, 0, 0])[4];
    let rows = content.organisations.filter((row) => contains(row.slice(0, 4).join(" ").toLowerCase(), asked));
    if (ecosystem !== null) rows = rows.filter((row) => share(row) > 0).sort((a, b) => share(b) - share(a));
    show(rows, 0);
  }

  const counts = content.ecosystems.map(() => 0);
  for (const row of content.organisations) for (const found of row[5]) counts[found[0]] += 1;
  fillChoice(choice, texts.organisations_any, counts, []);
  if (!content.ecosystems.length) choice.closest("label").hidden = true;
  whenTyped(words, choose);
  choice.addEventListener("change", choose);
  choose();
})();
