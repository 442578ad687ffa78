// The curve, drawn by uPlot over what the server drew: zoom, a cursor with its reading, and marks for states.
const host = document.getElementById("curve");
const said = host.dataset;
const lang = document.documentElement.lang || "ja";
const STATES = { e: said.e, c: said.c, x: said.x, r: said.r, u: said.u };
const when = new Intl.DateTimeFormat(lang, { timeZone: said.zone, dateStyle: "medium", timeStyle: "short" });
const hour = new Intl.DateTimeFormat(lang, { timeZone: said.zone, hour: "numeric", minute: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat(lang, { timeZone: said.zone, month: "numeric", day: "numeric" });
const month = new Intl.DateTimeFormat(lang, { timeZone: said.zone, year: "numeric", month: "short" });
const LEAST = 600;

let whole, data, numbers, plot, asked;

function color(token) {
  const probe = document.createElement("span");
  probe.style.color = `var(${token})`;
  host.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

async function load(query) {
  asked?.abort();
  asked = new AbortController();
  const wanted = new URLSearchParams(query);
  wanted.set("register", said.register);
  if (said.with) wanted.set("with", said.with);
  const answer = await fetch(`${said.url}?${wanted}`, { signal: asked.signal, headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  const found = await answer.json();
  for (const one of [found, found.lost, found.other]) one.t = times(one.t);
  return found;
}

/** Each time is told as seconds since the one before it. */
function times(steps) {
  let at = 0;
  return steps.map((step) => (at += step));
}

function columns(found) {
  const scale = 10 ** found.decimals;
  const values = (list) => list.map((one) => (one === null ? null : one / scale));
  const own = [found.t, values(found.v)];
  if (!found.other.t.length) return [...own, found.t.map(() => null)];
  return uPlot.join([own, [found.other.t, values(found.other.v)]]);
}

function mark(context, state, x, y) {
  const r = 4 * devicePixelRatio;
  context.beginPath();
  if (state === "x") {
    for (const [dx, dy] of [[0, -r - 1], [r + 1, 0], [0, r + 1], [-r - 1, 0]]) context.lineTo(x + dx, y + dy);
    context.closePath();
  } else if (state === "r") {
    context.moveTo(x - r, y - r); context.lineTo(x + r, y + r); context.moveTo(x - r, y + r); context.lineTo(x + r, y - r);
  } else if (state === "u") {
    context.moveTo(x, y - r); context.lineTo(x, y + r);
  } else context.arc(x, y, state === "c" ? r : r - 1, 0, 7);
  if (state === "c" || state === "x") context.fill();
  context.stroke();
}

function marks(u) {
  const { ctx } = u, { left, top, width, height } = u.bbox;
  const { min, max } = u.scales.x;
  const seen = data.t.map((at, n) => n).filter((n) => data.t[n] >= min && data.t[n] <= max && data.v[n] !== null);
  const roomy = seen.length * 12 * devicePixelRatio < width;
  ctx.save();
  ctx.beginPath(); ctx.rect(left - 6, top, width + 12, height + 6); ctx.clip();
  ctx.lineWidth = 1.5 * devicePixelRatio;
  for (const n of seen) {
    const state = data.s[n];
    if (!roomy && state !== "x") continue;
    const shade = state === "e" ? "--brand" : "--good";
    ctx.strokeStyle = ctx.fillStyle = shades[shade];
    mark(ctx, state, u.valToPos(data.t[n], "x", true), u.valToPos(data.v[n] / 10 ** data.decimals, "y", true));
  }
  ctx.strokeStyle = shades["--bad"];
  ctx.lineWidth = 2.5 * devicePixelRatio;
  data.lost.t.forEach((at, n) => {
    if (at >= min && at <= max) mark(ctx, data.lost.s[n], u.valToPos(at, "x", true), top + height - 5 * devicePixelRatio);
  });
  ctx.strokeStyle = ctx.fillStyle = shades["--doubt"];
  ctx.lineWidth = devicePixelRatio;
  for (const [at] of data.flags) {
    if (at < min || at > max) continue;
    const x = u.valToPos(at, "x", true), r = 6 * devicePixelRatio;
    ctx.beginPath(); ctx.moveTo(x, top + height); ctx.lineTo(x, top); ctx.lineTo(x + 2 * r, top + r); ctx.lineTo(x, top + 2 * r); ctx.stroke(); ctx.fill();
  }
  ctx.restore();
}

const shades = {};
const box = document.createElement("div");
box.className = "plot";
box.tabIndex = 0;
box.setAttribute("role", "group");
box.setAttribute("aria-label", said.label);
const tools = document.createElement("div");
tools.className = "plot-tools";
const readout = document.createElement("p");
readout.className = "readout";
readout.setAttribute("aria-live", "polite");
readout.textContent = said.hint;
for (const [words, act] of [[said.zoomIn, () => zoom(0.5)], [said.zoomOut, () => zoom(2)], [said.back, () => show(whole.start, whole.end)]]) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  button.textContent = words;
  button.addEventListener("click", act);
  tools.append(button);
}

/** The nearest own reading to a time, those that count for nothing among them. */
function nearest(at) {
  let best = null;
  data.t.forEach((t, n) => {
    if (data.v[n] !== null && (!best || Math.abs(t - at) < Math.abs(best.t - at))) best = { t, v: data.v[n], s: data.s[n], a: data.a[n] };
  });
  data.lost.t.forEach((t, n) => {
    if (!best || Math.abs(t - at) < Math.abs(best.t - at)) best = { t, v: null, s: data.lost.s[n], a: data.lost.a[n] };
  });
  return best;
}

let pointed = null;

function tell(at) {
  pointed = nearest(at);
  if (!pointed) return;
  const value = pointed.v === null ? "" : `${numbers.format(pointed.v / 10 ** data.decimals)} ${said.unit}`;
  readout.textContent = [when.format(pointed.t * 1000), value, STATES[pointed.s]].filter(Boolean).join("  ");
  const flag = data.flags.find(([t]) => Math.abs(t - pointed.t) < (plot.scales.x.max - plot.scales.x.min) / 60);
  if (flag) readout.append(`  ⚑ ${flag[1]}`);
  if (pointed.a === null) return;
  const link = document.createElement("a");
  link.href = said.reading.replace(/0$/, pointed.a);
  link.textContent = said.evidence;
  readout.append("  ", link);
}

function labels(u, splits, axis, space, step) {
  return splits.map((at, n) => {
    if (step >= 27 * 86400) return month.format(at * 1000);
    if (step >= 86400) return day.format(at * 1000);
    const shown = hour.format(at * 1000);
    return n && shown !== "0:00" && shown !== "00:00" ? shown : `${shown}\n${day.format(at * 1000)}`;
  });
}

function draw() {
  for (const token of ["--brand", "--good", "--bad", "--doubt", "--faint", "--line", "--sheet"]) shades[token] = color(token);
  const range = plot ? [plot.scales.x.min, plot.scales.x.max] : [whole.start, whole.end];
  plot?.destroy();
  const axis = { stroke: shades["--faint"], grid: { stroke: shades["--line"], width: 1 }, ticks: { stroke: shades["--line"], width: 1 }, font: `12px ${getComputedStyle(host).fontFamily}` };
  plot = new uPlot({
    width: box.clientWidth - 8, height: innerWidth < 500 ? 240 : 300,
    tzDate: (at) => uPlot.tzDate(new Date(at * 1000), said.zone),
    legend: { show: false },
    cursor: { drag: { x: true, y: false, setScale: false }, points: { size: 8 }, bind: { dblclick: () => () => show(whole.start, whole.end) } },
    scales: { x: { time: true, min: range[0], max: range[1], range: () => plot ? wanted : range } },
    series: [{}, { stroke: shades["--brand"], width: 2, points: { show: false } }, { stroke: shades["--doubt"], width: 1.5, dash: [6, 4], points: { show: false } }],
    axes: [{ ...axis, values: labels }, { ...axis, size: 76, values: (u, splits) => splits.map((one) => numbers.format(one)) }],
    hooks: {
      draw: [marks],
      setCursor: [(u) => { if (u.cursor.left >= 0 && u.cursor.event) tell(u.posToVal(u.cursor.left, "x")); }],
      setSelect: [(u) => { if (u.select.width > 8) show(u.posToVal(u.select.left, "x"), u.posToVal(u.select.left + u.select.width, "x")); }],
    },
  }, columns(data), box);
}

let wanted;

async function show(from, to) {
  if (to - from < LEAST) [from, to] = [(from + to - LEAST) / 2, (from + to + LEAST) / 2];
  wanted = [Math.max(from, whole.start), Math.min(to, whole.end)];
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  plot.setScale("x", { min: wanted[0], max: wanted[1] });
  host.dataset.hours = Math.round((wanted[1] - wanted[0]) / 36) / 100;
  const iso = (at) => new Date(at * 1000).toISOString();
  const all = wanted[0] === whole.start && wanted[1] === whole.end;
  try {
    data = all ? whole : await load(`from=${iso(wanted[0])}&to=${iso(wanted[1])}`);
    plot.setData(columns(data));
  } catch (error) {
    if (error.name !== "AbortError") readout.textContent = said.failed;
  }
}

function zoom(factor) {
  const { min, max } = plot.scales.x;
  const middle = pointed && pointed.t > min && pointed.t < max ? pointed.t : (min + max) / 2;
  show(middle - ((middle - min) * factor), middle + ((max - middle) * factor));
}

function go(way) {
  const all = [...data.t.filter((at, n) => data.v[n] !== null), ...data.lost.t].sort((a, b) => a - b);
  const { min, max } = plot.scales.x;
  const next = way > 0 ? all.find((at) => at > (pointed?.t ?? min - 1)) : all.findLast((at) => at < (pointed?.t ?? max + 1));
  if (next === undefined || next < min || next > max) return;
  const value = data.v[data.t.indexOf(next)];
  plot.setCursor({ left: plot.valToPos(next, "x"), top: value == null ? 0 : plot.valToPos(value / 10 ** data.decimals, "y") });
  tell(next);
}

box.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const act = {
    ArrowLeft: () => go(-1), ArrowRight: () => go(1), "+": () => zoom(0.5), ";": () => zoom(0.5), "-": () => zoom(2),
    0: () => show(whole.start, whole.end), Escape: () => show(whole.start, whole.end), Enter: () => readout.querySelector("a")?.click(),
  }[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

async function begin() {
  if (!window.uPlot) return;
  try {
    whole = data = await load(said.query);
  } catch {
    return;
  }
  wanted = [whole.start, whole.end];
  numbers = new Intl.NumberFormat(lang, { minimumFractionDigits: data.decimals, maximumFractionDigits: data.decimals });
  host.replaceChildren(tools, box, readout);
  draw();
  new ResizeObserver(() => plot.setSize({ width: box.clientWidth - 8, height: plot.height })).observe(box);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
}

if (host) begin();
