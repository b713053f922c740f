// A sign-up inside another page is sent without leaving it. Whatever doesn't go as planned is sent as
// usual, and the guide's own page explains it.

for (const form of document.querySelectorAll("form[data-in-place]")) {
    form.addEventListener("submit", async (event) => {
        if (form.dataset.plain) return;
        event.preventDefault();
        const button = form.querySelector("button");
        if (button.getAttribute("aria-disabled")) return;
        button.setAttribute("aria-disabled", "true");
        const thanks = await send(form);
        if (thanks) {
            form.replaceWith(thanks);
            thanks.focus();
        } else {
            button.removeAttribute("aria-disabled");
            form.dataset.plain = "yes";
            form.requestSubmit();
        }
    });
}

/** What the thank-you page says, as a part of this page; null when the form was not taken. */
async function send(form) {
    try {
        const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
        if (!answer.ok || !answer.redirected) return null;
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const [heading, text] = [page.querySelector("main h1"), page.querySelector("main .lead")];
        const thanks = document.createElement("div");
        thanks.className = "stack";
        thanks.tabIndex = -1;
        thanks.setAttribute("role", "status");
        const title = document.createElement("h3");
        title.textContent = heading.textContent;
        thanks.append(title, document.adoptNode(text));
        text.classList.remove("lead");
        return thanks;
    } catch {
        return null;
    }
}
