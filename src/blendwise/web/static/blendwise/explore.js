// The chart of the page for exploring: drawn by Vega from the JSON of the same address, steered by ordinary controls.
// Vega's expressions are interpreted, so that the content policy need not allow code that is made while it runs.
"use strict";
const page = document.getElementById("explore");
const plot = document.getElementById("plot");
const control = (name) => document.getElementById(`explore-${name}`);
const language = document.documentElement.lang;
const whole = new Intl.NumberFormat(language);
const percentage = new Intl.NumberFormat(language, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
const written = (measure, value) => (measure === "share" ? percentage : whole).format(value);
const STEP = 26;

function colour(name) {
  const probe = document.createElement("span");
  probe.style.color = `var(--bw-${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

function numbers() {
  const parts = new Intl.NumberFormat(language).formatToParts(12345.6);
  const sign = (type, usual) => parts.find((part) => part.type === type)?.value ?? usual;
  return { decimal: sign("decimal", "."), thousands: sign("group", ","), grouping: [3], currency: ["", ""] };
}

function specification() {
  const font = getComputedStyle(document.body).fontFamily;
  const [ink, rule, bar, chosen] = ["ink", "rule", "blended", "second"].map(colour);
  const words = { aria: false, labelColor: ink, labelFont: font, labelFontSize: 14, domainColor: rule, tickColor: rule };
  return {
    autosize: { type: "fit-x", contains: "padding" },
    config: { aria: false },
    signals: [{ name: "chosen", value: "", on: [{ events: "rect:pointerover", update: "datum.label" }] }, { name: "form", value: ",d" }],
    data: [{ name: "rows", values: [] }],
    scales: [
      { name: "y", type: "band", domain: { data: "rows", field: "label", sort: { op: "min", field: "rank" } }, range: "height", padding: 0.25 },
      { name: "x", type: "linear", domain: { data: "rows", field: "value" }, range: "width", zero: true, nice: true },
    ],
    axes: [
      { orient: "left", scale: "y", labelLimit: 260, ticks: false, ...words },
      { orient: "top", scale: "x", grid: true, gridColor: rule, tickCount: 5, format: { signal: "form" }, ...words },
    ],
    marks: [
      {
        type: "rect", name: "bars", aria: false, from: { data: "rows" },
        encode: {
          update: {
            y: { scale: "y", field: "label" }, height: { scale: "y", band: 1 },
            x: { scale: "x", value: 0 }, x2: { scale: "x", field: "value" },
            fill: [{ test: "datum.label === chosen", value: chosen }, { value: bar }],
          },
        },
      },
    ],
  };
}

function shown(rows) {
  const measure = control("measure").value;
  const least = Number(control("smallest").value) || 0;
  const found = rows
    .filter((row) => row[measure] !== null && (row.n ?? 0) >= least)
    .map((row) => ({ ...row, value: row[measure] }));
  if (control("order").value === "size") found.sort((a, b) => b.value - a.value);
  return found.map((row, rank) => ({ ...row, rank }));
}

function fill(select, rows) {
  const before = select.value;
  select.replaceChildren(...rows.map((row) => new Option(row.label, row.label, false, row.label === before)));
}

function tell(rows, label) {
  const row = rows.find((one) => one.label === label);
  const say = document.getElementById("explore-said");
  say.textContent = row ? `${row.label}: ${row.said}` : "";
}

async function draw() {
  const { expressionInterpreter } = await import(page.dataset.interpreter);
  const { rows } = await (await fetch(page.dataset.address, { headers: { Accept: "application/json" } })).json();
  const { vega } = globalThis;
  const runtime = vega.parse(specification(), null, { ast: true });
  const view = new vega.View(runtime, { expr: expressionInterpreter, locale: vega.locale(numbers()), renderer: "svg", container: plot, hover: true });
  let now = [];

  async function redraw() {
    now = shown(rows);
    fill(control("bar"), now);
    const form = control("measure").value === "share" ? ".1~%" : ",d";
    view.data("rows", now).signal("form", form).signal("chosen", control("bar").value);
    await view.width(plot.clientWidth).height(Math.max(1, now.length) * STEP).runAsync();
  }
  async function choose() {
    await view.signal("chosen", control("bar").value).runAsync();
  }

  page.hidden = false;
  view.addSignalListener("chosen", (_, label) => {
    control("bar").value = label;
    tell(now, label);
  });
  for (const name of ["measure", "order", "smallest"]) control(name).addEventListener("change", redraw);
  control("bar").addEventListener("change", choose);
  window.addEventListener("resize", redraw);
  await redraw();
  page.dataset.drawn = "yes";
}

draw();
