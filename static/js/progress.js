// Opens a small door as far as a text has been read: [data-progress] names the text by id.

for (const door of document.querySelectorAll("[data-progress]")) {
    const text = document.getElementById(door.dataset.progress);
    let asked = false;

    const show = () => {
        asked = false;
        const { top, height } = text.getBoundingClientRect();
        const read = (innerHeight * .66 - top) / height;
        door.style.setProperty("--read", Math.min(Math.max(read, 0), 1).toFixed(3));
    };
    const ask = () => {
        if (!asked) requestAnimationFrame(show);
        asked = true;
    };

    if (text) {
        door.hidden = false;
        addEventListener("scroll", ask, { passive: true });
        addEventListener("resize", ask, { passive: true });
        show();
    }
}
