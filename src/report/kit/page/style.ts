const light = `--paper:#fcfbf8;--raised:#f5f3ed;--ink:#1d1c1a;--muted:#6c675e;--line:#e5e1d7;
--held:#12706b;--held-soft:#12706b22;--evacuating:#996006;--growing:#c24a1f;--limit:#b3202c;--other:#857f74;
--problem:#b3202c;--problem-soft:#b3202c12`;

const dark = `--paper:#151617;--raised:#1d1f20;--ink:#ebe8e1;--muted:#a09a8f;--line:#303233;
--held:#58bdb3;--held-soft:#58bdb326;--evacuating:#dfae52;--growing:#f08b60;--limit:#ff7a73;--other:#9a948a;
--problem:#ff7a73;--problem-soft:#ff7a731a`;

const page = `*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-behavior:smooth}
body{margin:0;background:var(--paper);color:var(--ink);
font:16px/1.55 ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;
font-variant-numeric:tabular-nums;overflow-wrap:break-word}
.page{max-width:1240px;margin:0 auto;padding:0 clamp(16px,3vw,32px) 64px}
a{color:inherit;text-decoration-color:var(--line);text-decoration-thickness:1px;text-underline-offset:3px}
a:hover{text-decoration-color:currentColor}
:focus-visible{outline:2px solid var(--held);outline-offset:3px;border-radius:2px}
h1,h2,h3,p,figure,dl,dd,ol,ul{margin:0}
bdi{overflow-wrap:anywhere}
.eyebrow,h3,th,dt{font-size:12px;font-weight:600;letter-spacing:.04em;color:var(--muted)}
.muted{color:var(--muted)}`;

const top = `.top{display:grid;grid-template-columns:minmax(0,7fr) minmax(0,5fr);gap:28px 56px;padding:52px 0 34px}
.top h1{font-size:clamp(28px,4vw,44px);line-height:1.1;letter-spacing:-.022em;font-weight:650;margin:10px 0 14px;text-wrap:balance}
.lede{max-width:60ch;color:var(--muted)}
.facts{display:grid;grid-template-columns:auto minmax(0,1fr);gap:5px 18px;font-size:14px;align-self:end}
.facts dt{padding-top:2px}
`;

const findings = `.findings{border-top:1px solid var(--line);padding:26px 0 34px}
.findings h2,.contents h2,.live-title{font-size:20px;letter-spacing:-.01em;margin-bottom:14px}
.findings ol{list-style:none;padding:0;display:grid;gap:9px}
.findings li{padding-left:18px;position:relative}
.findings li::before{content:"";position:absolute;left:0;top:.62em;width:7px;height:7px;border-radius:50%;background:var(--growing)}
.findings li.note::before{background:var(--line)}
.findings li.problem{background:var(--problem-soft);padding:9px 14px 9px 18px;border-left:3px solid var(--problem)}
.findings li.problem::before{display:none}
.page>.findings li{font-size:15px}
.findings b{font-weight:650}
.findings b a{text-decoration-line:none}
.findings b a:hover{text-decoration-line:underline}`;

const contents = `.contents{border-top:1px solid var(--line);padding:26px 0 8px}
.spark{display:block;width:132px;height:30px}
.spark path{fill:var(--held-soft);stroke:var(--held);stroke-width:1.25;vector-effect:non-scaling-stroke}
.spark .limit{fill:none;stroke:var(--limit);stroke-dasharray:4 3}
.tools{display:flex;flex-wrap:wrap;gap:8px 20px;align-items:center;font-size:14px;margin-bottom:12px;color:var(--muted)}
.tools input,.tools select{font:inherit;color:var(--ink);background:var(--raised);border:1px solid var(--other);border-radius:4px;padding:3px 8px;max-width:100%}
.tools .sort{display:none}
.contents th button{font:inherit;letter-spacing:inherit;color:inherit;background:none;border:0;padding:0;cursor:pointer;text-align:inherit}
.contents th button:hover{color:var(--ink)}
.contents th[aria-sort]{color:var(--ink)}
.contents th[aria-sort=ascending] button::after{content:" \u2191"}
.contents th[aria-sort=descending] button::after{content:" \u2193"}
.contents>p{font-size:13px;color:var(--muted);margin-top:10px;max-width:90ch}
.contents td{vertical-align:middle}
.contents .name{font-weight:600;text-decoration-line:none}
.contents .name:hover{text-decoration-line:underline}
.contents small{display:block;font-size:13px;color:var(--muted)}
.tag{display:inline-block;font-size:12px;line-height:1.5;padding:0 7px;border-radius:9px;border:1px solid var(--line);color:var(--muted);white-space:nowrap}
.tag.problem{border-color:var(--problem);color:var(--problem)}`;

const tables = `.scroll{overflow-x:auto;-webkit-overflow-scrolling:touch}
table{border-collapse:collapse;width:100%;font-size:14px;line-height:1.4}
caption{text-align:left;font-size:14px;font-weight:650;padding:0 0 6px}
th{text-align:left;padding:6px 14px 6px 0;vertical-align:bottom;border-bottom:1px solid var(--line)}
td{padding:6px 14px 6px 0;border-bottom:1px solid var(--line);vertical-align:top}
td:last-child,th:last-child{padding-right:0}
.n{text-align:right;white-space:nowrap}
tbody th{min-width:8.5em;font-size:14px;font-weight:400;letter-spacing:0;color:var(--ink);vertical-align:top}
tr.gap td{color:var(--muted)}`;

const cells = `.cell{border-top:1px solid var(--line);padding:44px 0 10px;margin-top:44px}
.cell>header{display:grid;gap:6px;margin-bottom:20px}
.cell h2{font-size:clamp(22px,2.6vw,30px);line-height:1.2;letter-spacing:-.018em;font-weight:650}
.purpose{font-size:17px;max-width:80ch}
.notes{max-width:80ch;color:var(--muted)}
.cell .findings{border:0;padding:0;margin-bottom:26px}
.parameters{font-size:14px;display:grid;grid-template-columns:auto minmax(0,1fr);gap:4px 18px;margin-bottom:26px;max-width:110ch}
.outcome{background:var(--problem-soft);border-left:3px solid var(--problem);padding:10px 14px;margin-bottom:10px}
.warning{border-left:3px solid var(--evacuating);padding:2px 0 2px 14px;margin-bottom:12px;max-width:96ch}`;

const charts = `.charts{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:34px 32px;margin-bottom:30px}
.charts figure{min-width:0}
.charts .wide{grid-column:span 2}
.charts .wide:only-child{grid-column:1/-1}
.charts h3{font-size:14px;font-weight:650;letter-spacing:0;color:var(--ink);margin-bottom:8px}
.charts svg{display:block;max-width:100%;height:auto;overflow:visible}
.charts svg text{font-size:11px;paint-order:stroke;stroke:var(--paper);stroke-width:3px;stroke-linejoin:round}
.charts .narrow{display:none}
figcaption{font-size:13px;line-height:1.45;color:var(--muted);margin-top:8px;max-width:70ch}
td>.muted,th>.muted{font-weight:400}
.columns{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:28px 48px;align-items:start}
.columns .scroll+.scroll,.columns+.columns,.columns+.scroll,.scroll+.columns,.columns+.charts{margin-top:26px}
details{border-top:1px solid var(--line);margin-top:22px}
details+details{margin-top:0}
summary{cursor:pointer;padding:11px 0;font-size:14px;font-weight:600}
details>.scroll,details>.columns{padding-bottom:18px}details>.charts{margin:8px 0 22px}
.bar{display:block;margin:-2px 0;padding:2px 6px 2px 30px;background:linear-gradient(to left,var(--held-soft) var(--share),transparent 0)}
.n>.bar{margin-right:-6px}
.foot{border-top:1px solid var(--line);margin-top:52px;padding-top:22px;font-size:13px;color:var(--muted);display:grid;gap:8px;max-width:96ch}`;

const verdicts = `.tag.regressed,.tag.invalid{border-color:var(--problem);color:var(--problem)}
.tag.incomparable,.tag.inconclusive{border-color:var(--evacuating);color:var(--evacuating)}
.tag.improved,.tag.pass{border-color:var(--held);color:var(--held)}
h1 .regressed,h1 .invalid{color:var(--problem)}h1 .incomparable,h1 .inconclusive{color:var(--evacuating)}
h1 .improved,h1 .pass{color:var(--held)}
.verdicts td{min-width:7em}.verdicts td:last-child{min-width:16em}
.verdicts tbody th{white-space:nowrap;min-width:0}.after{margin-top:14px;font-size:14px}`;

const claims = `.claims{border-top:1px solid var(--line);padding:44px 0 10px;margin-top:44px}
.claims>header{display:grid;gap:6px;margin-bottom:24px;max-width:80ch}
.claims h2{font-size:clamp(22px,2.6vw,30px);line-height:1.2;letter-spacing:-.018em;font-weight:650}
.claim-list{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:30px 48px}
.claim h3{font-size:15px;line-height:1.4;letter-spacing:0;color:var(--ink);margin-bottom:4px}
.claim p{font-size:14px;margin-bottom:8px}
.claim dl{display:grid;grid-template-columns:auto minmax(0,1fr);gap:3px 16px;font-size:13px}
.claim dt{padding-top:1px}
.claim b{font-weight:600}
.mark{color:var(--muted)}
.tag.true{border-color:var(--held);color:var(--held)}
.tag.false{border-color:var(--growing);color:var(--growing)}
.arrivals{margin-bottom:30px;display:grid;gap:16px}
.arrivals>p{font-size:14px;max-width:80ch}`;

const narrow = `@media (max-width:1080px){.charts{grid-template-columns:repeat(2,minmax(0,1fr))}}
@media (max-width:900px){.contents thead,.contents .aside{display:none}
.tools .sort{display:inline}.contents td{padding:10px 0}.contents td+td{padding-left:12px;width:0}}
@media (max-width:760px){td.n{white-space:normal}th,td{padding-right:9px}tbody th{min-width:6.5em}.top{grid-template-columns:minmax(0,1fr);padding:30px 0 26px}
.facts{align-self:start}
.charts,.columns,.claim-list{grid-template-columns:minmax(0,1fr)}.charts .wide{grid-column:auto}
.charts .narrow{display:block}.charts .broad{display:none}
.spark{width:84px}
.verdicts thead{display:none}.verdicts tr,.verdicts td,.verdicts th{display:block;border:0;padding:2px 0}
.verdicts tr{border-bottom:1px solid var(--line);padding:9px 0}
.cell{padding-top:30px;margin-top:30px}}`;

const paper = `@media print{.tools{display:none}.contents tr[hidden]{display:table-row}:root{${light}}html{color-scheme:light}body{font-size:10pt;background:#fff}
.page{max-width:none;padding:0}.top{padding-top:0}.cell{break-before:page;margin-top:0;border:0}
figure,tr,li,.outcome,.claim,.columns>*{break-inside:avoid}.charts{gap:18px 20px}
details::details-content{content-visibility:visible;block-size:auto}summary{list-style:none}
.scroll{overflow:visible}a{text-decoration:none}}`;

/** The style sheet of the report: system fonts, two schemes, three widths and paper. */
export const style: string = [
  `:root{color-scheme:light dark;${light}}`,
  `@media (prefers-color-scheme:dark){:root{${dark}}}`,
  page,
  top,
  findings,
  contents,
  tables,
  cells,
  charts,
  verdicts,
  claims,
  narrow,
  paper,
]
  .join('\n')
  .replaceAll(/;\n/g, ';');
