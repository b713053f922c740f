// Marks the section being read in a contents list: <nav data-contents> with links to ids on the same page.

for (const list of document.querySelectorAll("[data-contents]")) {
    const links = [...list.querySelectorAll('a[href^="#"]')];
    const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));

    const mark = () => {
        // The last heading above a third of the window is the one being read.
        const line = innerHeight / 3;
        const current = headings.findLastIndex((heading) => heading && heading.getBoundingClientRect().top < line);
        links.forEach((link, number) => {
            if (number === current) link.setAttribute("aria-current", "true");
            else link.removeAttribute("aria-current");
        });
    };

    const watcher = new IntersectionObserver(mark, { rootMargin: "0px 0px -66% 0px", threshold: [0, 1] });
    headings.forEach((heading) => heading && watcher.observe(heading));
    mark();
}
