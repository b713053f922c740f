// Makes every [data-player] comfortable: the door plays and pauses, links to moments seek, the position
// is remembered once somebody has listened. Without this module the plain <audio> controls do the work.

const SPEEDS = [1, 1.25, 1.5, 1.75, 2, 0.75];
const PLAY = "M6 3.5v17l15-8.5z";
const PAUSE = "M6 4h4.5v16H6zM14 4h4.5v16H14z";
const NEARLY_OVER = 10; // seconds before the end from which a listener starts anew next time
const SVG = "http://www.w3.org/2000/svg";

const store = {
    // Storage may be full or forbidden; listening must go on.
    get(key) {
        try { return localStorage.getItem(`listen:${key}`); } catch { return null; }
    },
    set(key, value) {
        try {
            if (value === null) localStorage.removeItem(`listen:${key}`);
            else localStorage.setItem(`listen:${key}`, value);
        } catch { /* see above */ }
    },
};

function clock(seconds) {
    const whole = Math.max(0, Math.floor(seconds));
    const pad = (number) => String(number).padStart(2, "0");
    const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
    return hours ? `${hours}:${pad(minutes)}:${pad(rest)}` : `${minutes}:${pad(rest)}`;
}

function spoken(seconds) {
    const [minutes, rest] = [Math.floor(seconds / 60), Math.floor(seconds) % 60];
    const unit = (number, name) => `${number} ${name}${number === 1 ? "" : "s"}`;
    return minutes ? `${unit(minutes, "minute")} ${unit(rest, "second")}` : unit(rest, "second");
}

// "83", "1:23" or "83,113" (a stretch with its end).
function parseMoment(text) {
    const [start, end] = (text || "").split(",").map((part) =>
        /^\d{1,6}(\.\d+)?$|^(\d{1,2}:)?\d{1,2}:\d{2}$/.test(part)
            ? part.split(":").reduce((sum, piece) => sum * 60 + Number(piece), 0)
            : NaN);
    return Number.isNaN(start) ? null : { start, end: end > start ? end : null };
}

function momentOfAddress() {
    const hash = new URLSearchParams(location.hash.slice(1)).get("t");
    return parseMoment(hash) || parseMoment(new URLSearchParams(location.search).get("t"));
}

class Player {
    constructor(root) {
        this.root = root;
        this.audio = root.querySelector("audio");
        this.key = root.dataset.episode;
        this.title = root.dataset.title;
        this.from = null; // where to begin once the sound is known
        this.until = null;
        this.lastSaved = 0;
        this.door = this.makeDoor(root.querySelector("[data-play]"));
        this.marks = this.readMarks();
        this.isPage = root.tagName === "ARTICLE";
        if (this.isPage) this.makeControls();
        this.listen();
        this.begin();
    }

    one(selector) { return this.root.querySelector(selector); }

    all(selector) { return [...this.root.querySelectorAll(selector)]; }

    get length() { return this.audio.duration || Number(this.root.dataset.seconds) || 0; }

    get position() { return this.from ?? this.audio.currentTime; }

    makeDoor(link) {
        if (!link) return null;
        const button = document.createElement("button");
        button.type = "button";
        button.className = link.className;
        button.append(...link.childNodes);
        link.replaceWith(button);
        button.addEventListener("click", () => this.toggle());
        return button;
    }

    readMarks() {
        const read = (selector, start) => this.all(selector)
            .map((element) => ({ element, start: Number(start(element)) }));
        return {
            chapters: read(".chapters [data-seek]", (link) => link.dataset.seek),
            turns: read(".script [data-start]", (row) => row.dataset.start),
            bars: read(".track rect[data-start]", (bar) => bar.dataset.start),
        };
    }

    makeControls() {
        this.audio.controls = false;
        this.line = this.one("[data-seek-line]");
        this.clock = this.one("[data-clock]");
        this.speed = this.one("[data-speed]");
        this.copy = this.one("[data-copy]");
        this.follow = this.one("[data-follow]");
        this.trouble = this.one("[data-trouble]");
        for (const element of [this.line, this.one("[data-controls]"), this.follow]) {
            if (element) element.hidden = false;
        }
        if (navigator.clipboard) this.copy.hidden = false;
        for (const bar of this.marks.bars) {
            bar.heard = document.createElementNS(SVG, "rect");
            bar.heard.setAttribute("class", "heard");
            bar.element.after(bar.heard);
        }
        for (const button of this.all("[data-skip]")) {
            button.addEventListener("click", () => this.seek(this.position + Number(button.dataset.skip)));
        }
        this.line.addEventListener("input", () => this.seek(Number(this.line.value)));
        this.speed.addEventListener("click", () => this.changeSpeed(1));
        this.copy.addEventListener("click", () => this.copyLink());
        this.setSpeed(Number(store.get("speed")) || 1);
        this.one("[data-keys-here]").addEventListener("keydown", (event) => this.onKey(event));
        this.makeFollow();
        addEventListener("hashchange", () => {
            const moment = momentOfAddress();
            if (moment) this.seek(moment.start, moment.end);
        });
    }

    makeFollow() {
        if (!this.follow) return;
        const set = (on) => this.follow.setAttribute("aria-pressed", String(on));
        this.follow.addEventListener("click", () => {
            set(!this.isFollowing);
            this.scrollToTurn();
        });
        // Whoever scrolls wants to read elsewhere.
        for (const kind of ["wheel", "touchmove"]) {
            addEventListener(kind, () => set(false), { passive: true });
        }
    }

    get isFollowing() { return this.follow?.getAttribute("aria-pressed") === "true"; }

    listen() {
        const on = (kind, action) => this.audio.addEventListener(kind, action);
        on("play", () => { this.tell(""); this.showState(); this.announce(); });
        on("pause", () => { this.save(); this.showState(); });
        on("waiting", () => this.showState("Loading…"));
        on("playing", () => this.showState());
        on("loadedmetadata", () => this.applyFrom());
        on("timeupdate", () => this.onTime());
        on("seeked", () => this.draw());
        on("ended", () => { store.set(this.key, null); this.draw(); });
        on("error", () => {
            this.showState();
            this.tell("The sound didn’t load. Check your connection and press play again, or download the file below.");
        });
        this.root.addEventListener("click", (event) => {
            const link = event.target.closest("[data-seek]");
            if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
            event.preventDefault();
            this.seek(Number(link.dataset.seek));
            this.play();
        });
    }

    // An address with a moment wins over the place where the listener stopped last time.
    begin() {
        const moment = this.isPage && momentOfAddress();
        const saved = Number(this.key && store.get(this.key));
        if (moment) this.seek(moment.start, moment.end);
        else if (saved) this.seek(saved);
        this.showState();
    }

    toggle() {
        if (this.audio.paused) this.play();
        else this.audio.pause();
    }

    play() {
        if (this.audio.error) this.audio.load();
        this.audio.play().catch((reason) => {
            if (reason.name !== "AbortError") this.showState();
        });
    }

    seek(seconds, until = null) {
        const target = Math.min(Math.max(0, seconds), this.length || seconds);
        this.until = until;
        if (this.audio.readyState) this.audio.currentTime = target;
        else this.from = target;
        this.draw();
    }

    applyFrom() {
        if (this.from !== null) this.audio.currentTime = this.from;
        this.from = null;
        this.draw();
    }

    onTime() {
        if (this.until && this.audio.currentTime >= this.until) {
            this.until = null;
            this.audio.pause();
        }
        if (!this.audio.paused && Math.abs(this.audio.currentTime - this.lastSaved) > 5) this.save();
        this.draw();
    }

    // Called only after somebody has listened: a page view leaves nothing behind.
    save() {
        if (!this.key || !this.audio.currentTime) return;
        this.lastSaved = this.audio.currentTime;
        const over = this.length - this.lastSaved < NEARLY_OVER;
        store.set(this.key, over ? null : this.lastSaved.toFixed(1));
    }

    showState(label) {
        if (!this.door) return;
        const paused = this.audio.paused;
        const at = this.position >= 1 && paused ? ` from ${clock(this.position)}` : "";
        const words = label || (paused ? `Play${at}` : "Pause");
        this.door.querySelector("path").setAttribute("d", paused ? PLAY : PAUSE);
        const shown = this.door.querySelector("[data-play-label]");
        if (shown) shown.textContent = words;
        else this.door.setAttribute("aria-label", `${words}: ${this.title}`);
    }

    draw() {
        const position = this.position;
        const now = (marks) => marks.findLast((mark) => mark.start <= position + 0.05) || null;
        this.mark("chapter", now(this.marks.chapters), (mark, on) => {
            mark.element.closest("li").classList.toggle("is-now", on);
            if (on) mark.element.setAttribute("aria-current", "true");
            else mark.element.removeAttribute("aria-current");
        });
        this.mark("turn", now(this.marks.turns), (mark, on) => {
            mark.element.classList.toggle("is-now", on);
            if (on && this.isFollowing) this.scrollToTurn();
        });
        if (this.audio.paused) this.showState();
        if (this.isPage) this.drawLine(position);
    }

    // Nothing is marked before the first second is heard or chosen.
    mark(kind, next, show) {
        const current = this[kind];
        if (current === next || (!this.position && !current)) return;
        this[kind] = next;
        if (current) show(current, false);
        if (next) show(next, true);
    }

    scrollToTurn() {
        if (this.isFollowing) this.turn?.element.scrollIntoView({ block: "center" });
    }

    drawLine(position) {
        const length = this.length;
        const chapter = this.chapter?.element.querySelector("[data-chapter]").textContent;
        if (position) this.clock.textContent = chapter ? `${clock(position)}, ${chapter}` : clock(position);
        this.line.value = Math.floor(position);
        this.line.setAttribute("aria-valuetext", `${spoken(position)} of ${spoken(length)}`);
        this.copy.textContent = `Copy link at ${clock(position)}`;
        this.marks.bars.forEach((bar, index) => {
            const end = this.marks.bars[index + 1]?.start ?? length;
            const share = Math.min(Math.max((position - bar.start) / (end - bar.start), 0), 1);
            const isNow = position > 0 && share > 0 && (share < 1 || end === length);
            const shape = { y: isNow ? 0 : 30, height: isNow ? 56 : 26 };
            for (const [name, value] of Object.entries(shape)) {
                bar.element.setAttribute(name, value);
                bar.heard.setAttribute(name, value);
            }
            bar.heard.setAttribute("x", bar.element.getAttribute("x"));
            bar.heard.setAttribute("width", bar.element.getAttribute("width") * share);
        });
    }

    changeSpeed(step) {
        const index = SPEEDS.indexOf(this.audio.playbackRate);
        this.setSpeed(SPEEDS[(index + step + SPEEDS.length) % SPEEDS.length]);
        store.set("speed", this.audio.playbackRate);
    }

    setSpeed(rate) {
        this.audio.playbackRate = this.audio.defaultPlaybackRate = SPEEDS.includes(rate) ? rate : 1;
        this.speed.textContent = `${this.audio.playbackRate}×`;
        this.speed.setAttribute("aria-label", `Speed: ${this.audio.playbackRate} times`);
    }

    async copyLink() {
        const address = new URL(location.href);
        address.search = "";
        address.hash = `t=${Math.floor(this.position)}`;
        try {
            await navigator.clipboard.writeText(address.href);
            this.tell(`Copied: a link to ${clock(this.position)}.`);
        } catch {
            this.tell(`Here is the link: ${address.href}`);
        }
    }

    tell(words) {
        if (this.trouble) this.trouble.textContent = words;
    }

    onKey(event) {
        if (event.altKey || event.ctrlKey || event.metaKey) return;
        const onButton = event.target.closest("button, a");
        const onLine = event.target === this.line;
        const moves = {
            k: () => this.toggle(),
            j: () => this.seek(this.position - 15),
            l: () => this.seek(this.position + 30),
            m: () => { this.audio.muted = !this.audio.muted; },
            ">": () => this.changeSpeed(1),
            "<": () => this.changeSpeed(-1),
            ...(!onButton && { " ": () => this.toggle() }),
            ArrowLeft: () => this.seek(this.position - 5),
            ArrowRight: () => this.seek(this.position + 5),
            ...(onLine && { ArrowDown: () => this.seek(this.position - 5), ArrowUp: () => this.seek(this.position + 5) }),
        };
        const move = moves[event.key] || moves[event.key.toLowerCase()];
        if (!move) return;
        event.preventDefault();
        move();
    }

    // Lock screens and headphone buttons.
    announce() {
        const session = navigator.mediaSession;
        if (!session) return;
        session.metadata = new MediaMetadata({ title: this.title, artist: this.root.dataset.show || "" });
        const handle = { play: () => this.play(), pause: () => this.audio.pause() };
        handle.seekbackward = () => this.seek(this.position - 15);
        handle.seekforward = () => this.seek(this.position + 30);
        handle.seekto = (details) => this.seek(details.seekTime);
        for (const [action, move] of Object.entries(handle)) session.setActionHandler(action, move);
    }
}

// Only one sounds at a time, players and plain audio alike.
document.addEventListener("play", (event) => {
    for (const audio of document.querySelectorAll("audio")) if (audio !== event.target) audio.pause();
}, true);

for (const root of document.querySelectorAll("[data-player]")) {
    if (root.querySelector("audio")) new Player(root);
}
