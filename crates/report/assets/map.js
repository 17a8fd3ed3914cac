// The map: nearer and farther by wheel, buttons and keys; the title of the document under the pointer or, by keyboard,
// nearest to the middle; names only where there is room for them, those of large themes first.

(function map() {
  const plot = document.getElementById("map-plot");
  if (!plot) return;
  const { themes, points } = JSON.parse(document.getElementById("map-points").textContent);
  const told = document.getElementById("map-title-of");
  const here = plot.querySelector(".here");
  const names = [...plot.querySelectorAll("text")];
  const whole = plot.getAttribute("viewBox").split(" ").map(Number);
  let view = [...whole];

  function show() {
    plot.setAttribute("viewBox", view.join(" "));
    const unit = view[2] / plot.clientWidth;
    plot.style.setProperty("--unit", unit);
    here.setAttribute("r", 6 * unit);
    const taken = [];
    for (const name of names) {
      name.removeAttribute("hidden");
      const box = within(name);
      const isFree = taken.every((other) => box.x > other.x + other.width || other.x > box.x + box.width
        || box.y > other.y + other.height || other.y > box.y + box.height);
      if (isFree) taken.push(box);
      else name.setAttribute("hidden", "");
    }
  }

  /** The box of a name, moved so that it does not stick out of the view where its place is inside. */
  function within(name) {
    name.removeAttribute("dx");
    const [x, own] = [Number(name.getAttribute("x")), name.getBBox()];
    if (x < view[0] || x > view[0] + view[2] || own.width > view[2]) return own;
    const aside = Math.max(0, view[0] - own.x) - Math.max(0, own.x + own.width - view[0] - view[2]);
    if (aside) name.setAttribute("dx", aside);
    return name.getBBox();
  }

  /** Nearer (below 1) or farther around a point that stays where it is. */
  function zoom(factor, [x, y]) {
    const width = Math.min(whole[2], Math.max(whole[2] / 200, view[2] * factor));
    const by = width / view[2];
    view = [x - (x - view[0]) * by, y - (y - view[1]) * by, width, view[3] * by];
    if (width === whole[2]) view = [...whole];
    show();
  }

  function middle() {
    return [view[0] + view[2] / 2, view[1] + view[3] / 2];
  }

  function at(event) {
    const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(plot.getScreenCTM().inverse());
    return [place.x, place.y];
  }

  /** Tells the document nearest to a place, if there is one within so many points of the screen. */
  function tell([x, y], within) {
    const reach = within * view[2] / plot.clientWidth;
    let best = null;
    let least = reach * reach;
    for (const point of points) {
      const away = (point[0] - x) ** 2 + (point[1] - y) ** 2;
      if (away < least) [best, least] = [point, away];
    }
    here.style.display = best ? "inline" : "none";
    told.replaceChildren();
    if (!best) return;
    here.setAttribute("cx", best[0]);
    here.setAttribute("cy", best[1]);
    const theme = best[2] === null ? texts.map_no_theme : themes[best[2]];
    told.append(element("b", {}, best[3]), " · ", theme);
  }

  function move(right, down) {
    view = [view[0] + right * view[2], view[1] + down * view[3], view[2], view[3]];
    show();
  }

  const keys = {
    "+": () => zoom(0.7, middle()), "=": () => zoom(0.7, middle()), "-": () => zoom(1 / 0.7, middle()),
    "0": () => { view = [...whole]; show(); },
    ArrowLeft: () => move(-0.1, 0), ArrowRight: () => move(0.1, 0), ArrowUp: () => move(0, -0.1), ArrowDown: () => move(0, 0.1),
  };
  plot.addEventListener("keydown", (event) => {
    if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    keys[event.key]();
    tell(middle(), 80);
  });
  plot.addEventListener("focus", () => { if (plot.matches(":focus-visible")) tell(middle(), 80); });
  plot.addEventListener("wheel", (event) => {
    const isWhole = view[2] === whole[2] && event.deltaY > 0;
    if (isWhole) return;
    event.preventDefault();
    zoom(event.deltaY < 0 ? 0.85 : 1 / 0.85, at(event));
  }, { passive: false });
  let held = null;
  plot.addEventListener("pointerdown", (event) => { held = at(event); });
  addEventListener("pointerup", () => { held = null; });
  plot.addEventListener("pointermove", (event) => {
    const place = at(event);
    if (held && event.buttons && event.pointerType === "mouse") {
      move((held[0] - place[0]) / view[2], (held[1] - place[1]) / view[3]);
    } else {
      tell(place, 12);
    }
  });
  plot.addEventListener("click", (event) => tell(at(event), 16));
  document.querySelectorAll("[data-zoom]").forEach((button) => {
    button.addEventListener("click", () => {
      const factor = Number(button.dataset.zoom);
      if (factor) zoom(factor, middle());
      else keys["0"]();
    });
  });
  addEventListener("resize", show);
  show();
})();
