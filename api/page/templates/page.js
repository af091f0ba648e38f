"use strict";
// The page is whole without this script: it adds the language switch, following one route, tips, and moving the map.
(() => {
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // Language: both texts are in the page, the style shows the one that the page is tagged with.
  const speak = (tag) => {
    root.lang = tag;
    document.title = tag === "en" ? document.body.dataset.titleEn : document.body.dataset.titleZh;
    for (const button of all("[data-language]")) {
      button.setAttribute("aria-pressed", String(button.dataset.language === tag));
    }
  };
  for (const button of all("[data-language]")) {
    button.addEventListener("click", () => speak(button.dataset.language));
  }

  // Follow one route everywhere.
  let picked = null;
  const pick = (route) => {
    picked = route === picked ? null : route;
    root.classList.toggle("picking", picked !== null);
    for (const part of all("[data-route]")) part.classList.toggle("on", part.dataset.route === picked);
    for (const button of all("[data-pick]")) {
      button.setAttribute("aria-pressed", String(button.dataset.pick === picked));
    }
    const table = picked === null ? null : document.querySelector(`details[data-route="${picked}"]`);
    if (table) table.open = true;
    raise();
  };
  // One day of several: the others are not shown, in chart, map and tables.
  for (const button of all("[data-choose]")) {
    button.addEventListener("click", () => {
      const day = button.dataset.choose;
      if (picked !== null) pick(picked);
      for (const part of all("[data-day]")) part.classList.toggle("other-day", day !== "" && part.dataset.day !== day);
      for (const one of all("[data-choose]")) one.setAttribute("aria-pressed", String(one === button));
    });
  }
  // A chart that is wider than its box begins with the first visit.
  for (const box of all(".gantt")) {
    const starts = all(".visit .v", box).map((mark) => mark.getBoundingClientRect().left);
    const lane = box.querySelector(".lane");
    if (starts.length && lane) box.scrollLeft = Math.min(...starts) - lane.getBoundingClientRect().left - 40;
  }
  const raise = () => {
    for (const part of all("#plane .route.on")) part.parentNode.append(part);
    const scale = document.getElementById("scale");
    if (scale) scale.parentNode.append(scale);
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-pick]");
    if (button) return pick(button.dataset.pick);
    const mark = event.target.closest("#plane .route, .lane .visit");
    if (mark && !dragged) pick(mark.closest("[data-route]").dataset.route);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && picked !== null) pick(picked);
  });

  // Point at a visit: it lights up in chart, map and tables, and tells when and who at once.
  const tip = document.getElementById("tip");
  const byVisit = new Map();
  for (const part of all("[data-visit]")) {
    const known = byVisit.get(part.dataset.visit);
    if (known) known.push(part);
    else byVisit.set(part.dataset.visit, [part]);
  }
  let lit = [];
  document.addEventListener("pointerover", (event) => {
    const part = event.target.closest?.("[data-visit]");
    for (const one of lit) one.classList.remove("hit");
    lit = part ? byVisit.get(part.dataset.visit) : [];
    for (const one of lit) one.classList.add("hit");
    const told = event.target.closest?.("g.visit, #plane .stop, #plane .route");
    const title = told?.querySelector(":scope > title");
    if (title) {
      told.dataset.tip = title.textContent;
      title.remove(); // or the browser would tell it a second time
    }
    tip.hidden = !told;
    if (told) tip.textContent = told.dataset.tip;
  });
  document.addEventListener("pointermove", (event) => {
    if (tip.hidden) return;
    const x = Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8);
    const below = event.clientY + 18;
    const y = below + tip.offsetHeight > innerHeight ? event.clientY - tip.offsetHeight - 10 : below;
    tip.style.left = `${Math.max(4, x)}px`;
    tip.style.top = `${y}px`;
  });

  // The map: the view is a part of the plane; marks keep their size on the screen.
  let dragged = false;
  const plane = document.getElementById("plane");
  if (plane) {
    const [, , width, height] = plane.getAttribute("viewBox").split(" ").map(Number);
    const scale = document.getElementById("scale");
    const unit = Number(plane.dataset.unitM);
    const crowd = all(".stop", plane).length;
    let view = null;

    const fitted = () => {
      const ratio = plane.clientWidth / plane.clientHeight;
      const wide = Math.max(width, height * ratio);
      return { x: (width - wide) / 2, y: (height - wide / ratio) / 2, wide, ratio };
    };
    const show = (next) => {
      if (!plane.clientWidth || !plane.clientHeight) return;
      const whole = fitted();
      const wide = Math.min(Math.max(next.wide, whole.wide / 200), whole.wide);
      const tall = wide / whole.ratio;
      const x = Math.min(Math.max(next.x, whole.x), whole.x + whole.wide - wide);
      const y = Math.min(Math.max(next.y, whole.y), whole.y + whole.wide / whole.ratio - tall);
      view = { x, y, wide, tall };
      plane.setAttribute("viewBox", `${x} ${y} ${wide} ${tall}`);
      const k = wide / plane.clientWidth;
      plane.style.setProperty("--k", k);
      plane.classList.toggle("near", wide < whole.wide * 0.999);
      plane.classList.toggle("far", crowd / (whole.wide / wide) ** 2 > plane.clientWidth * plane.clientHeight / 5000);
      const target = (plane.clientWidth / 6) * k * unit;
      const power = 10 ** Math.floor(Math.log10(target));
      const metres = [5, 2, 1].find((step) => step * power <= target) * power;
      scale.setAttribute("transform", `translate(${x + 14 * k} ${y + tall - 14 * k}) scale(${k})`);
      scale.querySelector("path").setAttribute("d", `M0 -6V0H${metres / unit / k}V-6`);
      scale.querySelector("text").textContent = metres >= 1000 ? `${metres / 1000} km` : `${metres} m`;
    };
    const zoom = (factor, atX = 0.5, atY = 0.5) => {
      const wide = Math.min(Math.max(view.wide * factor, fitted().wide / 200), fitted().wide);
      const tall = wide / fitted().ratio;
      show({ x: view.x + (view.wide - wide) * atX, y: view.y + (view.tall - tall) * atY, wide });
    };
    const move = (dx, dy) => show({ ...view, x: view.x + dx * view.wide, y: view.y + dy * view.tall });

    show(fitted());
    new ResizeObserver(() => show(view.wide > 0 && plane.classList.contains("near") ? view : fitted())).observe(plane);
    for (const button of all("[data-zoom]")) {
      button.addEventListener("click", () => {
        if (button.dataset.zoom === "reset") show(fitted());
        else zoom(button.dataset.zoom === "in" ? 1 / 1.6 : 1.6);
      });
    }
    plane.addEventListener("wheel", (event) => {
      if (document.activeElement !== plane && !event.ctrlKey) return; // a page that scrolls must not get stuck here
      event.preventDefault();
      const box = plane.getBoundingClientRect();
      zoom(1.0015 ** event.deltaY, (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
    }, { passive: false });
    plane.addEventListener("keydown", (event) => {
      const act = {
        "+": () => zoom(1 / 1.6), "=": () => zoom(1 / 1.6), "-": () => zoom(1.6), "0": () => show(fitted()),
        ArrowLeft: () => move(-0.1, 0), ArrowRight: () => move(0.1, 0), ArrowUp: () => move(0, -0.1), ArrowDown: () => move(0, 0.1),
      }[event.key];
      if (!act || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      act();
    });
    let from = null;
    plane.addEventListener("pointerdown", (event) => {
      dragged = false;
      plane.focus({ preventScroll: true });
      if (event.isPrimary) from = { x: event.clientX, y: event.clientY, view };
    });
    plane.addEventListener("pointermove", (event) => {
      if (!from) return;
      const dx = event.clientX - from.x, dy = event.clientY - from.y;
      if (!dragged && Math.hypot(dx, dy) < 5) return;
      if (!dragged) plane.setPointerCapture(event.pointerId);
      dragged = true;
      show({ ...from.view, x: from.view.x - (dx / plane.clientWidth) * from.view.wide, y: from.view.y - (dy / plane.clientHeight) * from.view.tall });
    });
    for (const end of ["pointerup", "pointercancel"]) plane.addEventListener(end, () => { from = null; });
  }

  // On paper nothing stays closed.
  addEventListener("beforeprint", () => { for (const part of all("details")) part.open = true; });
})();
