// Filters and sorts what is on the page. Without it everything can still be read.
"use strict";
{
  const form = document.getElementById("filter");
  const body = document.querySelector(".matrix tbody");
  const pages = document.getElementById("cameras");
  const item_links = [...document.querySelectorAll(".matrix .items a")];

  // One entry a camera: its row in the matrix, its page, and the words it is found by.
  const cameras = !body ? [] : [...body.rows].map(row => {
    const page = document.getElementById("c" + row.dataset.camera).parentElement;
    return { row, page, make: row.dataset.make, broken: Number(row.cells[1].textContent),
             words: page.querySelector("summary").textContent.toLowerCase() };
  });
  const of_camera = new Map(cameras.map(c => [c.row.dataset.camera, c]));
  const events = [...document.querySelectorAll(".timeline tbody tr")];

  const add_option = (select, value, text) => select.add(new Option(text, value));

  const fill_lists = () => {
    for (const make of [...new Set(cameras.map(c => c.make).filter(m => m))].sort())
      add_option(form.make, make, make);
    item_links.forEach((a, i) => add_option(form.row, String(i), a.textContent));
  };

  // The cells of a row that the item asked for is judged in: after the name and the sum.
  const cells = row => form.row.value === "" ? [...row.cells].slice(2)
                                              : [row.cells[Number(form.row.value) + 2]];

  const fits = (c, words) =>
    words.every(w => c.words.includes(w)) &&
    (form.make.value === "" || c.make === form.make.value) &&
    (form.verdict.value === "" || cells(c.row).some(td => td.className === form.verdict.value));

  const apply = () => {
    const words = form.text.value.toLowerCase().split(/\s+/).filter(w => w);
    let n = 0;
    for (const c of cameras) {
      c.shown = fits(c, words);
      c.row.hidden = c.page.hidden = !c.shown;
      n += c.shown;
    }
    for (const e of events) {
      const c = of_camera.get(e.dataset.camera);
      e.hidden = c ? !c.shown : n < cameras.length;
    }
    form.count.value = `${n} of ${cameras.length} cameras`;
  };

  const sort = () => {
    const order = form.order.value === "worst" ? [...cameras].sort((a, b) => b.broken - a.broken) : cameras;
    body.append(...order.map(c => c.row));
    pages.append(...order.map(c => c.page));
  };

  const open_all = () => {
    const shown = cameras.filter(c => c.shown);
    const open = !shown.every(c => c.page.open);
    for (const c of shown)
      c.page.open = open;
    form.open.textContent = open ? "Close all" : "Open all";
  };

  // A page is closed until somebody goes there.
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const page = target && target.closest("details");
    if (!page)
      return;
    page.open = true;
    target.scrollIntoView();
  };

  // Paper shows everything that the filter shows.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    for (const d of closed)
      d.open = true;
  });
  addEventListener("afterprint", () => {
    for (const d of closed)
      d.open = false;
  });
  addEventListener("hashchange", reveal);
  reveal();

  if (cameras.length > 1) {
    fill_lists();
    apply();
    form.hidden = false;
    form.addEventListener("input", apply);
    form.order.addEventListener("change", sort);
    form.open.addEventListener("click", open_all);
    form.addEventListener("reset", () => setTimeout(() => { apply(); sort(); }));
    form.addEventListener("submit", e => e.preventDefault());
  }
}
