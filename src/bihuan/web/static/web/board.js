/* The board in a browser: trying other weights, and the big screen's own turning of pages.
   The page is complete without this file. */
'use strict';
(() => {
  const read = id => JSON.parse(document.getElementById(id)?.textContent ?? 'null');
  const data = read('bh-what-if'), words = read('bh-words');

  const say = (name, values = {}) => words[name].replace(/\{(\w+)\}/g, (_, key) => String(values[key]));
  const element = (tag, text = '', className = '') => {
    const made = document.createElement(tag);
    made.textContent = text;
    if (className) made.className = className;
    return made;
  };

  /* Half up, the half away from zero, as everywhere. */
  const halfUp = (over, under) => {
    const size = (2n * (over < 0n ? -over : over) + under) / (2n * under);
    return over < 0n ? -size : size;
  };

  /* Ranks of all units under these weights. Exact: points are integers in parts of 10^15. */
  function ranked(weights) {
    const scheme = data.parts.map(part => BigInt(part.weight));
    const sum = weights.reduce((a, b) => a + b, 0n), whole = scheme.reduce((a, b) => a + b, 0n);
    const product = scheme.reduce((a, b) => a * b, 1n);
    const under = product * (sum || 1n), step = 10n ** BigInt(15 - data.decimals);
    const units = data.units.map(unit => {
      let over = unit.points.reduce((a, points, i) => a + BigInt(points) * weights[i] * (product / scheme[i]), 0n) * (sum ? whole : 0n);
      if (unit.fixed) over = unit.points.reduce((a, points) => a + BigInt(points), 0n) * under;
      over += BigInt(unit.rest) * under;
      return { ...unit, order: data.exactly ? over : halfUp(over, under * step) };
    });
    // What is equal here keeps the order of the published ranks: the tie chain is not run again.
    units.sort((a, b) => (a.order === b.order ? a.rank - b.rank : a.order < b.order ? 1 : -1));
    units.forEach((unit, i) => {
      const above = units[i - 1];
      unit.now = above && above.order === unit.order && above.rank === unit.rank ? above.now : i + 1;
    });
    return units;
  }

  /* Who wins an award, best first: the first k, or the k that rose most; equals at the line by its rule. */
  function winners(award, units) {
    const rise = unit => (unit.before ? unit.before - unit.now : 0);
    const able = units.filter(unit => !unit.barred && (!award.rise || rise(unit) > 0))
      .sort((a, b) => (award.rise ? rise(b) - rise(a) : 0) || a.now - b.now);
    const last = able[award.k - 1];
    const atLine = unit => last && award.all_in && (award.rise ? rise(unit) === rise(last) : unit.order === last.order);
    return able.filter((unit, i) => i < award.k || unit.now === last.now || atLine(unit)).map(unit => unit.title);
  }

  function whatIf() {
    const box = document.getElementById('bh-try'), labels = [...box.querySelectorAll('label')];
    const sum = document.getElementById('bh-sum'), list = document.getElementById('bh-diff'), reset = document.getElementById('bh-reset');
    const inputs = labels.map(label => label.querySelector('input'));
    const scheme = data.parts.map(part => BigInt(part.weight)), whole = scheme.reduce((a, b) => a + b, 0n);
    const share = (weight, of) => (of ? Math.round(Number(weight * 1000n / of) / 10) : 0);
    const published = data.units.map(unit => ({ ...unit, now: unit.rank, order: unit.rank }));
    // An award is followed only where its rule, as this page knows it, gives the published winners.
    const awards = data.awards.map(award => ({ ...award, held: published.filter(unit => unit.held.includes(award.name)).map(unit => unit.title) }))
      .filter(award => winners(award, published).sort().join('\n') === [...award.held].sort().join('\n'));

    const weights = () => inputs.map(input => BigInt(Math.round(Number(input.value) * 1000)));

    function show() {
      const now = weights(), total = now.reduce((a, b) => a + b, 0n), units = ranked(now);
      labels.forEach((label, i) => {
        label.querySelector('output').textContent = `${share(now[i], total)}%`;
        label.querySelector('small').textContent = say('scheme', { n: share(scheme[i], whole) });
        label.classList.toggle('bh-set', now[i] !== scheme[i]);
      });
      const moved = units.filter(unit => unit.now !== unit.rank);
      sum.replaceChildren(...headline(moved, units));
      list.replaceChildren(...awardLines(units), ...moved
        .sort((a, b) => Math.abs(b.rank - b.now) - Math.abs(a.rank - a.now) || a.now - b.now).slice(0, 5).map(line));
    }

    function headline(moved, units) {
      const parts = moved.length ? emphasised('changed', { n: moved.length }) : [document.createTextNode(say('same'))];
      for (const award of awards) {
        const fresh = winners(award, units).filter(title => !award.held.includes(title)).length;
        parts.push(document.createTextNode(say('comma')));
        parts.push(...(fresh ? emphasised('award_new', { award: award.title, n: fresh }) : [document.createTextNode(say('award_same', { award: award.title }))]));
      }
      return parts;
    }

    function emphasised(name, values) {
      const [before, after] = say(name, { ...values, n: '\u0000' }).split('\u0000');
      return [document.createTextNode(before), element('b', values.n), document.createTextNode(after)];
    }

    function awardLines(units) {
      return awards.flatMap(award => {
        const now = winners(award, units);
        const ins = now.filter(title => !award.held.includes(title)), outs = award.held.filter(title => !now.includes(title));
        if (!ins.length && !outs.length) return [];
        const item = element('li');
        item.append(element('span', award.title, `bh-badge bh-${award.look}`),
          element('span', say('in_out', { ins: ins.join(say('and')) || '–', outs: outs.join(say('and')) || '–' })));
        return [item];
      });
    }

    function line(unit) {
      const item = element('li'), rose = unit.rank - unit.now;
      item.append(element('b', unit.title), element('span', say('rank', { a: unit.rank, b: unit.now })),
        element('em', rose > 0 ? `▲ ${rose}` : `▼ ${-rose}`, rose > 0 ? 'bh-up' : 'bh-dn'));
      return item;
    }

    document.getElementById('bh-needs-script').hidden = true;
    box.hidden = reset.hidden = false;
    inputs.forEach(input => input.addEventListener('input', show));
    reset.addEventListener('click', () => { inputs.forEach(input => { input.value = input.defaultValue; }); show(); });
    show();
  }

  /* The big screen turns to the next group every 20 seconds, and so shows what is newest. */
  function turnPages() {
    const links = [...document.querySelectorAll('.bh-rank .bh-small a')].map(link => link.href);
    const pages = links.length ? links : [location.href];
    let at = Math.max(0, links.findIndex(href => href === location.href));
    const seconds = pages.length > 1 ? 20 : 60;
    setInterval(async () => {
      at = (at + 1) % pages.length;
      const answer = await fetch(pages[at]).catch(() => null);
      if (!answer?.ok) return;
      const next = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('main');
      if (next) document.querySelector('main').replaceWith(next);
    }, seconds * 1000);
  }

  if (document.documentElement.classList.contains('bh-screen')) turnPages();
  else if (data && data.units.length) whatIf();
})();
