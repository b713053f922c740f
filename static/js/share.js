// Copies a page's address, or opens the device's own list of ways to pass it on: [data-share].

for (const place of document.querySelectorAll("[data-share]")) {
    const { url, title } = place.dataset;
    const said = place.querySelector("[data-said]");
    const copy = place.querySelector("[data-copy]");
    const passOn = place.querySelector("[data-pass-on]");

    if (navigator.clipboard) {
        copy.hidden = false;
        copy.addEventListener("click", async () => {
            try {
                await navigator.clipboard.writeText(url);
                said.textContent = "Copied.";
            } catch {
                said.textContent = url;
            }
        });
    }
    if (navigator.share) {
        passOn.hidden = false;
        // Closing the list without choosing is no mistake.
        passOn.addEventListener("click", () => navigator.share({ title, url }).catch(() => {}));
    }
}
