/** What the page of live maps has beyond the style of all pages. */
export const liveStyle = `
.live-top{padding:36px 0 18px}
.live-top h1{font-size:clamp(26px,3.4vw,38px);line-height:1.1;letter-spacing:-.02em;font-weight:650;margin:8px 0 10px}
.live-top .lede{font-size:19px;color:var(--ink);max-width:72ch}
.live-top .muted{font-size:14px;margin-top:8px}
.charts.live{grid-template-columns:repeat(auto-fill,minmax(min(100%,330px),1fr));margin:6px 0 30px}
.stairs .area{fill:var(--held-soft)}
.stairs .held{fill:none;stroke:var(--held);stroke-width:1.6}
.stairs .grid{stroke:var(--line);fill:none}
.stairs .now{stroke:var(--other);stroke-dasharray:2 3;fill:none}
.stairs .growth{stroke:var(--growing);stroke-width:2}
.stairs .ahead{fill:none;stroke:var(--evacuating);stroke-width:1.6;stroke-dasharray:4 3}
.stairs .refused{stroke:var(--problem)}
.stairs path.limit{stroke:var(--limit);stroke-width:1.2;fill:none}
.stairs text{fill:var(--muted);font-size:11px}
.stairs text.limit{fill:var(--limit)}
.findings li.warn::before{background:var(--evacuating)}
.stairs .oldarea{fill:var(--evacuating);opacity:.45}
.stairs .heap{fill:none;stroke:var(--ink);stroke-width:1.2}
.stairs .goal{fill:none;stroke:var(--limit);stroke-width:1.2;stroke-dasharray:4 3}
.stairs .cycle{stroke:var(--other);stroke-width:1;opacity:.6}
.growths{margin:0 0 30px}
.growths h2{font-size:16px;margin:0 0 8px}
.growths td{white-space:nowrap}
.charts.live.wide{grid-template-columns:minmax(0,900px)}
@media(max-width:600px){.wide .stairs text{font-size:21px}.wide .stairs path{vector-effect:non-scaling-stroke}}
.key{white-space:nowrap;margin-right:14px}
.key::before{content:"";display:inline-block;width:12px;height:8px;margin-right:5px;background:var(--held-soft);border-top:2px solid var(--held)}
.key.old::before{background:var(--evacuating);border:0;opacity:.6}
.key.heap::before{background:none;border-top-color:var(--ink)}
.key.goal::before{background:none;border-top:2px dashed var(--limit)}
.key.cycle::before{background:none;border-top:0;border-left:2px solid var(--other);width:4px}
.key.growth::before{background:none;border-top:0;border-left:2px solid var(--growing);width:4px}
.stairs circle{stroke-dasharray:none;fill:var(--paper)}
.scroll td:nth-child(2){white-space:nowrap}
footer.foot{margin-top:24px;padding-bottom:40px;max-width:1240px;border:0}
`;
