/** What the page of a calibration has beyond the style of every report. */
export const calibrationStyle: string = `:root{--alarm-soft:color-mix(in srgb,var(--growing) 13%,transparent)}
.charts .full{grid-column:1/-1}
.charts.timeline{row-gap:22px;grid-template-columns:repeat(2,minmax(0,1fr))}
.legend{display:flex;flex-wrap:wrap;gap:4px 22px;font-size:13px;color:var(--muted);margin-bottom:20px}
.legend i{display:inline-block;width:18px;height:0;border-top:3px solid;vertical-align:middle;margin-right:7px}
.legend .held{border-color:var(--held)}.legend .ewma{border-color:var(--evacuating)}
.legend .alarm{border-color:var(--growing)}.legend .limit{border-color:var(--limit)}.legend .other{border-color:var(--other)}
td b,.said b{font-weight:650}
.said{margin:14px 0 26px;padding-left:18px;font-size:14px}.said li{margin:4px 0}
@media (max-width:900px){.charts.timeline{grid-template-columns:minmax(0,1fr)}.charts .narrow{display:block}.charts .broad{display:none}}
`;
