// The table of ecosystems: sorting, filtering and opening rows.
(() => {
  const table = document.getElementById("ecosystem-table");
  if (!table) return;
  const rows = [...table.tBodies];
  const asked = document.getElementById("ecosystem-filter");
  const filled = document.getElementById("ecosystem-filled");
  const shown = document.getElementById("ecosystem-count");

  function show() {
    const words = asked.value.trim().toLowerCase();
    let n = 0;
    for (const row of rows) {
      row.hidden = !contains(row.dataset.searched, words) || (filled.checked && row.classList.contains("nothing"));
      if (!row.hidden) n += 1;
    }
    shown.textContent = fill(texts.shown_of, count(n), count(rows.length));
  }

  /** Rows without a value stay last, whichever way one sorts. */
  function compare(key, direction) {
    return (a, b) => {
      const [left, right] = [a.dataset[key], b.dataset[key]];
      if (key === "name") return direction * left.localeCompare(right, texts.code);
      if (left === "" || right === "") return (left === "") - (right === "");
      return direction * (Number(left) - Number(right)) || Number(a.dataset.number) - Number(b.dataset.number);
    };
  }

  function sort(head) {
    const key = head.dataset.sort;
    const ascending = head.getAttribute("aria-sort") === "descending" || (key === "name" || key === "number");
    const turned = head.getAttribute("aria-sort") === "ascending" ? false : ascending;
    table.querySelectorAll("th[aria-sort]").forEach((other) => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", turned ? "ascending" : "descending");
    table.append(...rows.slice().sort(compare(key, turned ? 1 : -1)));
  }

  function open(button) {
    const row = button.closest("tbody");
    const isOpen = row.classList.toggle("is-open");
    button.setAttribute("aria-expanded", isOpen);
    const list = row.querySelector(".list[data-ecosystem]");
    if (isOpen && list && !list.hasChildNodes()) {
      new DocumentList(list, 5).choose({ ecosystem: Number(list.dataset.ecosystem) });
    }
  }

  for (const head of table.querySelectorAll("th[data-sort]")) {
    const label = head.textContent;
    const button = element("button", { type: "button", class: "sort", title: fill(texts.sort_by, label.toLowerCase()) }, label);
    head.replaceChildren(button);
    button.addEventListener("click", () => sort(head));
  }
  table.querySelector("th[data-sort=number]").setAttribute("aria-sort", "ascending");
  table.addEventListener("click", (event) => {
    const button = event.target.closest("button.open");
    if (button) open(button);
  });
  whenTyped(asked, show);
  filled.addEventListener("change", show);
  show();
})();
