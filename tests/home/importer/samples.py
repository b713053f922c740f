"""A page as the company's old site saved it, in our own words: the same parts, labels and template filler."""

STRATEGIES = ["Say Hello First", "Keep One List", "Share the Load", "End on Time"]
FILLER = [
    "Write your awesome label here.",
    "product description in relation to blog post",
    "Learn the tools used by the world's top professionals.",
    "Boost your confidence, master the field, become a certified professional.",
]
BIOGRAPHY = (
    "We are a group of behavior analysts who used to teach. We visit schools, watch, and help people "
    "build plans that outlast us."
)
CLOSING = "Let’s make meetings people want to come to. Pick one idea and try it on Thursday."

_STRATEGY_TEXT = (
    "A sentence or two about why this helps and what it looks like when it works. "
    "It is longer than a heading and ends with a full stop."
)

OLD_PAGE = f"""Meetings That Give Something Back

Threshold Learning Consultancy
Most of us leave meetings with less than we brought. That is a pity, because an hour is a lot of time.

So much so that we plan around them. Here are a few ideas for this month:

{chr(10).join(f"{title}{chr(10) * 2}{_STRATEGY_TEXT}{chr(10)}" for title in STRATEGIES)}
Whatever you choose, choose one thing. You might be surprised what it changes for your students

{CLOSING}
written by

The Consultancy

{BIOGRAPHY}


University Product

{FILLER[1]}
{FILLER[0]}
{FILLER[0]}

Download our resource and start learning!

{FILLER[2]} {FILLER[3]} We hope our guide is useful.

Everywhere you listen to podcasts!

Little Bits of TLC Podcast

Join us for more!

Listen to A Conversation about Shorter Meetings with our Guest, Sam Sample, MSW

Project Thrive

Build a classroom that works for every student.
Join the next cohort to learn more!

Project Onward

Build an intensive program.
Join the next cohort to learn more!

Project Bace

Build a functional skills program.
Join the next cohort to learn more!

Project Thrive

Listen to this episode about HLPs in general ed. and resource!

Project Onward

Listen to this episode about HLPs in intensive EBD!

Project Bace

Listen to this episode about HLPs in life skills programming!
"""

MARKDOWN = """---
title: Meetings that give something back
author: Elena Marsh, BCBA
date: 2026-11-03
topics: [Collaboration, Knitting]
summary: Four ideas for an hour.
mood: hopeful
---

Most of us leave with **less** than we brought. See [our page](https://example.org/x).

## Say hello first

- Names
- Coffee

### Why it works

> A door that is open invites people.

## End on time

It is a promise. <script>alert(1)</script>

| Week | Who |
|---|---|
| 1 | Ana |
"""

HTML = """<!doctype html>
<html><head><title>Old site | Meetings</title><style>p{color:red}</style>
<link rel="canonical" href="https://old.example/blog/meetings"></head>
<body><header><a href="/">Old site</a></header><nav><a href="/x">Menu</a></nav>
<article><h1>Meetings That Give Something Back</h1><p>By Elena Marsh</p>
<p>Most of us leave with <em>less</em>.<br>It is a pity. <span style="color:red" onclick="x()">Really.</span></p>
<p><strong>Say Hello First</strong></p><p>It costs four seconds.</p>
<div>Loose words in a box.</div>
<ol><li>Come in</li><li>Sit down</li></ol>
<p><img src="/room.jpg" alt="A room"></p>
<iframe src="https://www.youtube.com/embed/abc" title="A greeting, filmed"></iframe>
<iframe src="https://tracker.example/x"></iframe>
<script>alert("boo")</script>
<p>Written by</p><h3>Elena Marsh</h3><p>Elena visits schools.</p>
<h2>Download our resource and start learning!</h2><p>Learn the tools used by the world's top professionals.</p>
</article><footer>Copyright</footer></body></html>
"""
