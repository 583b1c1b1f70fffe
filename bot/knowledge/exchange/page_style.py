"""How the HTML page of a pack looks, by day and by night, on a phone and on a desk."""

STYLE = """
:root{color-scheme:light dark;--ink:#1c2024;--dim:#5b646d;--page:#fff;--card:#f6f7f9;
--line:#dde1e6;--link:#0b57b4;--mark:#fff3c4;--good:#17683a;--bad:#a3201d;--open:#7a4b00}
@media (prefers-color-scheme:dark){:root{--ink:#e6e8ea;--dim:#9aa4ae;--page:#14171a;
--card:#1d2125;--line:#333a41;--link:#86b7ff;--mark:#4a3f12;--good:#6fd39a;--bad:#ff9d98;
--open:#f0bd6b}}
*{box-sizing:border-box}
html{scroll-padding-top:1rem;-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:46rem;padding:1.25rem 1rem 4rem;background:var(--page);
color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;
overflow-wrap:anywhere}
h1{font-size:1.9rem;line-height:1.2;margin:.5rem 0}
h2{font-size:1.35rem;margin:2.5rem 0 .75rem;padding-bottom:.3rem;
border-bottom:1px solid var(--line)}
h3{font-size:1.08rem;line-height:1.35;margin:0 0 .4rem}
h4{font-size:.95rem;margin:.8rem 0 .2rem}
p{margin:.4rem 0}
ul{margin:.3rem 0;padding-left:1.25rem}
a{color:var(--link);text-underline-offset:.15em}
a:focus-visible,summary:focus-visible{outline:2px solid var(--link);outline-offset:2px}
nav{display:flex;flex-wrap:wrap;gap:.5rem;margin:1rem 0 0}
nav a{padding:.35rem .8rem;border:1px solid var(--line);border-radius:2rem;text-decoration:none;
background:var(--card)}
article{margin:.75rem 0;padding:.85rem 1rem;background:var(--card);border:1px solid var(--line);
border-radius:.6rem}
article:target{background:var(--mark)}
#sources article{margin:0;padding:.5rem 0;background:none;border:0;border-radius:0;
border-bottom:1px solid var(--line)}
#sources article:target{background:var(--mark)}
.small{color:var(--dim);font-size:.875rem}
.links{margin-top:.5rem}
summary{cursor:pointer}
sup.cited{font-size:.72rem;line-height:0;margin-left:.15em}
sup.cited a{text-decoration:none;padding:0 .1em}
sup.cited a::before{content:"["}
sup.cited a::after{content:"]"}
.anchor{color:var(--dim);text-decoration:none;font-weight:400;opacity:.55}
.anchor:hover,.anchor:focus{opacity:1}
.status{display:inline-block;padding:0 .5rem;border:1px solid currentColor;border-radius:1rem;
font-weight:600;color:var(--open)}
.status.confirmed,.status.happened{color:var(--good)}
.status.denied,.status.ruled-out{color:var(--bad)}
.status.superseded,.status.overtaken,.status.opinion{color:var(--dim)}
code{font-size:.9em}
@media print{body{max-width:none}.anchor,nav{display:none}article{break-inside:avoid}}
""".strip()
