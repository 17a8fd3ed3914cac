// Opens report.html as a reader would, in a headless browser without a network, and uses it.
//
//     npm ci && node --test report.test.mjs
//
// REPORT names another page than demo-run/report.html, CHROMIUM another browser than Debian's. Where the page or the
// browser is missing the tests are skipped, but they fail where CI=true.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { after, before, describe, test } from "node:test";

import { chromium } from "playwright-core";

const REPORT = process.env.REPORT ?? fileURLToPath(new URL("../../demo-run/report.html", import.meta.url));
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const ADDRESS = pathToFileURL(REPORT).href;
const DESKTOP = { width: 1280, height: 900 };

const missing = [REPORT, CHROMIUM].filter((path) => !existsSync(path));
if (missing.length && process.env.CI === "true") throw new Error(`missing: ${missing.join(", ")}`);
const skip = missing.length ? `missing: ${missing.join(", ")}` : false;

describe("report.html", { skip, timeout: 120_000 }, () => {
  let browser;

  before(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM });
  });

  after(() => browser?.close());

  /** A test on the opened page, which must keep to its own file and raise no error to the end. */
  function reader(name, { viewport = DESKTOP, colorScheme = "light" }, act) {
    test(name, async () => {
      const context = await browser.newContext({ offline: true, viewport, colorScheme });
      try {
        const page = await context.newPage();
        page.setDefaultTimeout(10_000);
        const complaints = recordComplaints(page);
        await page.goto(ADDRESS);
        await act(page);
        assert.deepEqual(complaints, [], "the page asks for nothing outside its file and raises no error");
      } finally {
        await context.close();
      }
    });
  }

  reader("opens with a headline and the table of ecosystems", {}, async (page) => {
    assert.match(await page.locator("html").getAttribute("lang"), /^(nl|en)$/);
    assert.ok((await page.title()).trim(), "the page has a title");
    const headline = page.getByRole("heading", { level: 1 });
    assert.equal(await headline.count(), 1, "one headline");
    assert.ok((await headline.innerText()).trim().length > 10, "the headline says something");
    assert.ok(await page.locator("#ecosystem-table").isVisible());
    assert.ok((await rows(page)).length > 1, "the table has ecosystems");
  });

  reader("sorts the table by documents and by name", {}, async (page) => {
    const documents = page.locator("#ecosystem-table th[data-sort=documents]");
    const name = page.locator("#ecosystem-table th[data-sort=name]");
    const before = (await rows(page)).map((row) => row.name);

    await documents.getByRole("button").click();
    assert.equal(await documents.getAttribute("aria-sort"), "descending");
    assertOrdered((await rows(page)).map((row) => row.documents), (a, b) => b === undefined || a >= b);

    await documents.getByRole("button").press("Enter");
    assert.equal(await documents.getAttribute("aria-sort"), "ascending");
    assertOrdered((await rows(page)).map((row) => row.documents), (a, b) => b === undefined || a <= b);

    await name.getByRole("button").click();
    const language = await page.locator("html").getAttribute("lang");
    const names = (await rows(page)).map((row) => row.name);
    assertOrdered(names, (a, b) => a.localeCompare(b, language) <= 0);
    assert.deepEqual([...names].sort(), [...before].sort(), "sorting keeps every row");
  });

  reader("filters the table by words", {}, async (page) => {
    const all = await rows(page);
    const shown = page.locator("#ecosystem-table > tbody:not([hidden])");
    const asked = page.locator("#ecosystem-filter");
    const wanted = all[all.length - 1].name;

    await asked.fill(wanted);
    await eventually(async () => (await shown.count()) < all.length, `fewer rows for “${wanted}”`);
    const names = await shown.locator("button.open").allInnerTexts();
    assert.ok(names.some((name) => name.trim() === wanted), `“${wanted}” is among ${names.join(", ")}`);
    assert.match(await page.locator("#ecosystem-count").innerText(), new RegExp(`^\\D*${names.length}\\b`));

    await asked.fill("zzzzzz");
    await eventually(async () => (await shown.count()) === 0, "no row for words that nothing has");
    await asked.fill("");
    await eventually(async () => (await shown.count()) === all.length, "every row again");
  });

  reader("opens an ecosystem to a document with its matches marked", {}, async (page) => {
    const ecosystem = await openLargest(page);
    const documents = ecosystem.locator(".list details");
    assert.ok((await documents.count()) > 0, "the ecosystem lists documents");
    for (const document of await documents.all()) {
      if ((await document.getAttribute("open")) === null) await document.locator("summary").click();
    }
    await eventually(async () => (await documents.locator(".text").count()) > 0, "a document shows its text");
    const marks = documents.locator("mark:visible");
    assert.ok((await marks.count()) > 0, "the documents carry marks");
    assert.ok((await marks.first().innerText()).trim(), "a mark holds the words that matched");
    assert.ok((await documents.locator(".reasons li").count()) > 0, "the reasons stand under the text");
    assert.ok((await documents.locator(".shares").count()) > 0, "and the bar of shares");
  });

  reader("finds a document by a word of its title", {}, async (page) => {
    const documents = page.locator("#document-list details");
    const title = (await page.locator("#document-list .title").first().textContent()).replace(/\d/g, " ");
    const word = title.split(/[^\p{L}]+/u).sort((a, b) => b.length - a.length)[0];
    await page.locator("#document-search").fill(word);
    await page.waitForTimeout(400);
    const first = (await documents.first().textContent()).toLowerCase();
    assert.ok(first.includes(word.toLowerCase()), `the first document found has “${word}”`);
    await page.locator("#document-search").fill("zzzzzz");
    await eventually(async () => (await documents.count()) === 0, "no document for words that nothing has");
  });

  for (const width of [360, 640, 1280]) {
    reader(`does not scroll sideways at ${width} px`, { viewport: { width, height: 800 } }, async (page) => {
      await openLargest(page);
      const excess = await page.evaluate(sidewaysExcess);
      assert.equal(excess, null, "the page is as wide as the screen");
    });
  }

  for (const colorScheme of ["light", "dark"]) {
    reader(`can be read in the ${colorScheme} scheme`, { colorScheme }, async (page) => {
      await openLargest(page);
      const texts = await page.evaluate(textColours);
      assert.ok(texts.length > 5, "texts of several kinds were looked at");
      const body = texts.find((text) => text.what === "body");
      assert.equal(luminance(body.paper) < luminance(body.ink), colorScheme === "dark", "dark paper in the dark scheme only");
      assert.ok(contrast(body) >= 7, `body text has contrast ${contrast(body).toFixed(1)}, expected 7 or more`);
      const faint = texts.filter((text) => contrast(text) < 4.5);
      assert.deepEqual(faint.map((text) => `${text.what}: ${contrast(text).toFixed(1)}`), [], "contrast is 4.5 or more");
    });
  }

  reader("prints to PDF without its controls", {}, async (page) => {
    const pdf = await page.pdf({ format: "A4" });
    assert.equal(pdf.subarray(0, 5).toString("latin1"), "%PDF-");
    assert.ok(pdf.length > 10_000, `the PDF has ${pdf.length} bytes`);
    await page.emulateMedia({ media: "print" });
    assert.ok(await page.getByRole("heading", { level: 1 }).isVisible(), "the headline is printed");
    assert.equal(await page.locator(".controls:visible").count(), 0, "fields and buttons are not printed");
  });
});

/** Requests other than for a file, errors on the console and uncaught errors, as they come. */
function recordComplaints(page) {
  const complaints = [];
  page.on("request", (request) => {
    if (request.url().split("#")[0] !== ADDRESS) complaints.push(`request: ${request.url().slice(0, 200)}`);
  });
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  return complaints;
}

/** The ecosystems in the order of the table; `documents` is undefined where there are no rules to count by. */
function rows(page) {
  return page.locator("#ecosystem-table > tbody").evaluateAll((bodies) =>
    bodies.map((body) => ({
      name: body.querySelector("button.open").innerText.trim(),
      documents: body.dataset.documents === "" ? undefined : Number(body.dataset.documents),
    })),
  );
}

/** Opens, by keyboard, the ecosystem with the most documents. */
async function openLargest(page) {
  await page.locator("#ecosystem-table th[data-sort=documents]").getByRole("button").click();
  const ecosystem = page.locator("#ecosystem-table > tbody").first();
  const button = ecosystem.locator("button.open");
  await button.press("Enter");
  assert.equal(await button.getAttribute("aria-expanded"), "true");
  await ecosystem.locator("tr.details").waitFor({ state: "visible" });
  return ecosystem;
}

async function eventually(holds, what) {
  const deadline = Date.now() + 5_000;
  while (!(await holds())) {
    assert.ok(Date.now() < deadline, `expected within 5 seconds: ${what}`);
    await new Promise((wake) => setTimeout(wake, 50));
  }
}

function assertOrdered(values, inOrder) {
  const at = values.findIndex((value, at) => at > 0 && !inOrder(values[at - 1], value));
  assert.equal(at, -1, `out of order: ${values[at - 1]}, ${values[at]}`);
}

/** Runs in the page: by how much it is too wide, and the innermost element without which it would fit. */
function sidewaysExcess() {
  const screen = document.scrollingElement;
  const excess = screen.scrollWidth - screen.clientWidth;
  if (excess <= 0) return null;
  const fitsWithout = (element) => {
    const display = element.style.display;
    element.style.setProperty("display", "none", "important");
    const fits = screen.scrollWidth <= screen.clientWidth;
    element.style.display = display;
    return fits;
  };
  let culprit = document.body;
  for (let next = culprit; next; next = [...culprit.children].find(fitsWithout)) culprit = next;
  return `${excess} px too wide by ${culprit.outerHTML.slice(0, 160)}`;
}

/** Runs in the page: ink and paper, as [red, green, blue], of the first visible text of each kind. */
function textColours() {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const paper = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return rgba("Canvas");
  };
  const kinds =
    "body,h1,h2,p,a,th,td,td b,caption,.quiet,.caution,.caution b,.judged b,mark,mark sup,button.sort,dt,dd,select".split(",");
  return kinds.flatMap((what) => {
    const element = [...document.querySelectorAll(what)].find((found) => found.checkVisibility() && found.textContent.trim());
    return element ? [{ what, ink: rgba(getComputedStyle(element).color), paper: paper(element) }] : [];
  });
}

/** Relative luminance, as WCAG 2.2 defines it. */
function luminance(colour) {
  const [red, green, blue] = colour.slice(0, 3).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The contrast ratio of WCAG 2.2, from 1 to 21. */
function contrast({ ink, paper }) {
  const [dark, light] = [luminance(ink), luminance(paper)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}
