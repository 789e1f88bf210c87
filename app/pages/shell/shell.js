// Mends what Streamlit leaves in English or unnamed: the language of the page, the names of its own controls, the
// announcement of a new answer, and where the page stands when one has come. What to say comes from the page itself
// (app/pages/chat.py, `told`); nothing is sent anywhere.
(() => {
  // On a phone the settings lie over the page: they are closed at every visit, however they were left.
  if (window.innerWidth < 768) {
    Object.keys(localStorage).filter((key) => key.startsWith("stSidebarCollapsed")).forEach((key) => localStorage.removeItem(key));
  }
  let turns = 0;
  let said = "";
  let waiting = false;
  const set = (element, name, value) => {
    if (element && value && element.getAttribute(name) !== value) element.setAttribute(name, value);
  };

  function mend() {
    waiting = false;
    const told = document.getElementById("samlots-page");
    if (!told) return;
    const page = JSON.parse(told.dataset.page);
    set(document.documentElement, "lang", page.language);
    const skip = document.querySelector('[data-testid="stSkipToContent"]');
    if (skip && skip.textContent !== page.skip) skip.textContent = page.skip;
    set(document.querySelector('[data-testid="stChatInputTextArea"]'), "aria-label", page.ask);
    for (const element of document.querySelectorAll("#root [aria-label]")) {
      const now = element.getAttribute("aria-label");
      const known = now === element.dataset.given ? element.dataset.was : now;
      const [first, ...rest] = known.split(", ");
      if (!page.names[first]) continue;
      element.dataset.was = known;
      element.dataset.given = [page.names[first], ...rest].join(", ");
      set(element, "aria-label", element.dataset.given);
    }
    for (const [key, name] of Object.entries(page.keys)) {
      set(document.querySelector(`.st-key-${key} button`), "aria-label", name);
    }
    if (page.announce !== said) {
      said = page.announce;
      document.getElementById("samlots-live").textContent = said;
    }
    if (page.turns > turns && page.turns > 0) {
      const question = document.getElementById(`fraga-${page.turns - 1}`);
      if (!question) return;
      question.scrollIntoView({ block: "start" });
    }
    turns = page.turns;
  }

  function soon() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(mend);
  }

  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver(soon).observe(document.body, {
      subtree: true, childList: true, attributes: true, attributeFilter: ["aria-label", "data-page"],
    });
    soon();
  });
})();
