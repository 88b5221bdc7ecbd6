/* Chart kit: plain functions (data, theme) -> ECharts option. No DOM here: the file runs in an
   embedded JavaScript engine on the server, for pages, the notice and the poster. Only ES2020. */
globalThis.bhCharts = (() => {
  // Font names unquoted: double quotes inside would break the SVG renderer's markup.
  const FONT = 'Noto Sans CJK SC,PingFang SC,HarmonyOS Sans SC,Microsoft YaHei,Noto Sans SC,sans-serif';
  const THEMES = {
    light: { hi: ['#1d4a86', '#c4161c', '#2b8a80', '#b07d1e', '#6b4fa0'], axis: '#5b6673', line: '#d5dbe3', label: '#6b7684', halo: '#fff',
      ramp: ['#e6eef8', '#bdd3ec', '#86b4e2', '#3d7cc0', '#1d4a86'], onLight: '#1b2735', onDark: '#fff', k: 1 },
    screen: { hi: ['#ffd36b', '#7fc4ff', '#5fe0c0', '#ff9b8a', '#c9a7ff'], axis: '#8fa6c4', line: '#2c4466', label: '#9db1cc', halo: '#0d1b2e',
      ramp: ['#16304f', '#1d4a7a', '#2f70b4', '#62a8ea', '#bfe0ff'], onLight: '#d7e6fa', onDark: '#08203c', k: 1.2 },
  };
  const base = { animation: false, textStyle: { fontFamily: FONT } };

  /* d = {periods: [label], units: [{name, ranks: [int|null]}]}, by current rank; the first `focus` are coloured. */
  function bump(d, theme, { focus = 5, named = d.units.length, right = 92 } = {}) {
    const t = THEMES[theme], n = Math.max(2, d.units.length), marks = [1, 5, 10, 15, 20, 30, 40, n].filter(m => m === n || n - m > 1);
    return { ...base, grid: { left: 26, right: right * t.k - 14, top: 8, bottom: 36 },
      xAxis: { type: 'category', data: d.periods, boundaryGap: false, axisLine: { show: false }, axisTick: { show: false },
        axisLabel: { color: t.axis, fontSize: 11 * t.k, margin: 9, interval: 0, lineHeight: 14 * t.k } },
      yAxis: { type: 'value', inverse: true, min: 1, max: n, interval: 1, splitLine: { show: false },
        axisLabel: { color: t.axis, fontSize: 10.5 * t.k, formatter: v => (marks.includes(v) ? String(v) : '') } },
      series: d.units.map((u, i) => ({ u, i })).reverse().map(({ u, i }) => {
        const on = i < focus, colour = on ? t.hi[i % t.hi.length] : t.line;
        // Where few lines are named in little height, their names are pushed apart.
        return { type: 'line', ...(named < n ? { labelLayout: { moveOverlap: 'shiftY' } } : {}), name: u.name, data: u.ranks, smooth: 0.42, smoothMonotone: 'x', symbol: 'circle', symbolSize: on ? 8 : 5, z: on ? 20 - i : 1,
          lineStyle: { width: on ? 2.6 : 1.4, color: colour }, itemStyle: { color: colour, borderColor: t.halo, borderWidth: on ? 1.5 : 1 },
          // A function, not a template: a name may hold braces.
          endLabel: { show: i < named, distance: 8, formatter: () => u.name, color: on ? t.hi[i % t.hi.length] : t.label, fontWeight: on ? 600 : 400, fontSize: (on ? 12 : 10.5) * t.k } };
      }) };
  }

  /* d = [{name, sub, col, row, value}]; a tile map needs no boundary lines and no map review. */
  function tile(d, theme) {
    const t = THEMES[theme], values = d.map(x => x.value), lo = Math.min(...values), hi = Math.max(...values);
    const cols = Math.max(...d.map(x => x.col)) + 1, rows = Math.max(...d.map(x => x.row)) + 1;
    return { ...base, grid: { left: 4, right: 4, top: 2, bottom: 2 }, xAxis: { show: false, min: 0, max: cols }, yAxis: { show: false, min: 0, max: rows, inverse: true },
      series: [{ type: 'custom', data: d.map((x, i) => [x.col, x.row, x.value, i]), renderItem: (p, api) => {
        const a = api.coord([api.value(0), api.value(1)]), b = api.coord([api.value(0) + 1, api.value(1) + 1]), x = d[api.value(3)];
        const step = Math.min(4, Math.floor(((x.value - lo) / (hi - lo || 1)) * 5)), fill = step > 2 ? t.onDark : t.onLight;
        const w = b[0] - a[0] - 6, h = b[1] - a[1] - 6, cx = a[0] + 3 + w / 2, cy = a[1] + 3 + h / 2;
        const text = (s, y, font) => ({ type: 'text', style: { x: cx, y, text: s, align: 'center', verticalAlign: 'middle', fill, font: font + FONT } });
        return { type: 'group', children: [{ type: 'rect', shape: { x: a[0] + 3, y: a[1] + 3, width: w, height: h, r: 5 }, style: { fill: t.ramp[step] } },
          text(x.name, cy - 7 * t.k, `600 ${12.5 * t.k}px `), text(x.sub, cy + 9.5 * t.k, `${10.5 * t.k}px `)] };
      } }] };
  }
  return { bump, tile };
})();

/* Called from the server. JSON.stringify flattens the string: the engine cannot hand over a rope. */
globalThis.bhDraw = (kind, data, theme, width, height, more) => {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height });
  chart.setOption(bhCharts[kind](JSON.parse(data), theme, JSON.parse(more)));
  const svg = chart.renderToSVGString();
  chart.dispose();
  return JSON.stringify(svg);
};
