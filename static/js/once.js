// A form with data-once is sent once: a second press while the first is on its way does nothing.

for (const form of document.querySelectorAll("form[data-once]")) {
    form.addEventListener("submit", (event) => {
        if (form.dataset.sent) {
            event.preventDefault();
            return;
        }
        form.dataset.sent = "yes";
        for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
    });
    // The page may come back from the browser's memory with the back button.
    addEventListener("pageshow", () => {
        delete form.dataset.sent;
        for (const button of form.querySelectorAll("button")) button.removeAttribute("aria-disabled");
    });
}
