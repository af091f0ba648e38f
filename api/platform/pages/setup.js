"use strict";
const field = (id) => document.getElementById(id);
const token = location.hash.slice(1);
const isFirst = token.startsWith("first_");

function say(sentence) {
  field("said").textContent = sentence;
}

async function send(event) {
  event.preventDefault();
  if (field("password").value !== field("again").value) {
    say("The two passwords differ.");
    return;
  }
  const setup = { token, password: field("password").value };
  if (isFirst) {
    setup.name = field("name").value.trim();
    if (field("full_name").value.trim()) setup.full_name = field("full_name").value.trim();
  }
  try {
    const answer = await fetch("v1/setup", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(setup),
    });
    if (answer.ok) {
      field("setup").hidden = true;
      history.replaceState(null, "", location.pathname);
      say("Done: you can sign in with this password now.");
      return;
    }
    const problem = await answer.json();
    say((problem.faults || [{ message: problem.detail }]).map((fault) => fault.message).join("; "));
  } catch {
    say("The service does not answer; try again.");
  }
}

if (token) {
  field("setup").hidden = false;
  field("names").hidden = !isFirst;
  field("name").required = isFirst;
  field("setup").addEventListener("submit", send);
} else {
  field("about").textContent = "This page needs the link that you were given, with everything behind the #.";
}
