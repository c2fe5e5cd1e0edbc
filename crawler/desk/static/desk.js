// The desk's one script: search as you type, keys, and marks without loading the page anew. Everything works without it.
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const rows = () => [...document.querySelectorAll("li.row")];
  const tools = { s: "star", r: "yes", x: "no", m: "eye", l: "tag" };  // key -> class of what it presses
  let asked = 0;

  // Shows another page of the desk in this one. The answer is a page of ours, whose values the server has escaped.
  async function show(request, address, keep) {
    const turn = ++asked;
    const answer = await fetch(request, { headers: { "X-Requested-By": "desk" } });
    if (!(answer.headers.get("Content-Type") || "").startsWith("text/html")) throw new Error("no page");
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (turn !== asked || !page.getElementById("content")) return;
    const at = rows().indexOf(document.activeElement && document.activeElement.closest("li.row"));
    const said = page.getElementById("said");
    for (const id of ["said", "content"]) {
      const fresh = page.getElementById(id), old = byId(id);
      if (id === "said") { old.replaceChildren(...[...fresh.childNodes].map((node) => node.cloneNode(true))); continue; }
      [...old.children].filter((child) => child.id !== "said").forEach((child) => child.remove());
      old.append(...[...fresh.children].filter((child) => child !== said));
    }
    document.title = page.title;
    if (address) history.replaceState(null, "", address);
    if (keep && at >= 0 && rows()[at]) focusRow(rows()[at]);
  }

  function focusRow(row) {
    const link = row.querySelector("h3 a, a");
    if (link) { link.focus(); row.scrollIntoView({ block: "nearest" }); }
  }

  function move(step) {
    const all = rows().filter((row) => row.querySelector("h3"));
    const at = all.indexOf(document.activeElement.closest("li.row"));
    const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step];
    if (next) focusRow(next);
  }

  // What a key presses: within the row that has the focus, else on the page where there is but one.
  function press(key) {
    const row = document.activeElement.closest("li.row") || document.querySelector("form.row.tools");
    const found = key === "u" ? document.querySelector("#said .quiet") : row && row.querySelector(`.${tools[key]}`);
    if (found) found.click();
    return Boolean(found);
  }

  const keys = {
    j: () => move(1),
    k: () => move(-1),
    o: () => { const link = document.activeElement.closest("li.row")?.querySelector("h3 a"); if (link) link.click(); },
    "/": () => { const search = byId("q"); if (search) { search.focus(); search.select(); } },
    "?": () => { const help = byId("keys"); if (help) { help.open = !help.open; help.querySelector("summary").focus(); } },
  };
  for (const key of "srxmlu") keys[key] = () => press(key);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const typing = event.target.closest("input, textarea, select");
    if (event.key === "Escape" && typing) { typing.blur(); return; }
    if (typing || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });

  document.addEventListener("submit", async (event) => {
    const form = event.target, button = event.submitter;
    if (form.getAttribute("action") !== "/mark" || !button || form.querySelector("textarea")) return;
    event.preventDefault();
    const byRow = document.activeElement.closest("h3") !== null;
    const body = new URLSearchParams(new FormData(form));
    body.set(button.name, button.value);
    const row = button.closest("li.row"), at = rows().indexOf(row);
    const kind = Object.values(tools).find((name) => button.classList.contains(name));
    try {
      await show(new Request("/mark", { method: "POST", body }), null, false);
      const same = kind && (rows()[at] || document).querySelector(`.tools .${kind}`);
      if (byRow && rows()[at]) focusRow(rows()[at]);
      else if (same) same.focus();
    } catch { form.requestSubmit ? HTMLFormElement.prototype.submit.call(withButton(form, button)) : form.submit(); }
  });

  function withButton(form, button) {
    const hidden = document.createElement("input");
    hidden.type = "hidden"; hidden.name = button.name; hidden.value = button.value;
    form.append(hidden);
    return form;
  }

  const search = document.querySelector("form.search"), field = byId("q");
  if (search && field && location.pathname === "/") {
    let waiting;
    field.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        const query = new URLSearchParams([...new FormData(search)].filter(([, value]) => value));
        const address = query.size ? `/?${query}` : "/";
        show(address, address, false).catch(() => {});
      }, 250);
    });
  }

  // What was just done is said once: a reload must not say it again.
  const here = new URL(location.href);
  if (here.searchParams.has("done")) {
    here.searchParams.delete("done"); here.searchParams.delete("on");
    history.replaceState(null, "", here);
  }
})();
