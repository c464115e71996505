import { expect, type Page } from '@playwright/test';

/** Listens from before the page's first script; what was not text leaves a trace here. */
export async function setTraps(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const traps = { hits: 0, reports: [] as string[] };
    Object.assign(window, { traps, hit: () => (traps.hits += 1) });
    document.addEventListener('securitypolicyviolation', (event) => {
      traps.reports.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
}

/** What a name has done that was not text: nothing. */
export async function expectOnlyText(page: Page): Promise<void> {
  const found = await page.evaluate(() => {
    const { traps } = window as unknown as { traps: { hits: number; reports: string[] } };
    const handlers = [...document.querySelectorAll('*')].flatMap((element) =>
      [...element.attributes]
        .filter(
          ({ name, value }) =>
            name.startsWith('on') ||
            (/^\s*(javascript|data:text)/i.test(value) && /^(href|src|action|data|formaction)$/.test(name)),
        )
        .map(({ name, value }) => `${element.tagName} ${name}=${value.slice(0, 40)}`),
    );
    const foreign = document.querySelectorAll(
      'iframe, object, embed, base, video, audio, marquee, math, template, image, animate, use[href^="data"], img[src="x"], script:not([src]), body style, meta[http-equiv=refresh]',
    );
    return {
      ...traps,
      handlers,
      foreign: [...foreign].map((element) => element.outerHTML.slice(0, 80)),
      polluted: Object.keys(Object.prototype),
      dataset: Object.keys(document.documentElement.dataset),
      scripts: [...document.scripts].filter(({ src }) => !src.startsWith(`${location.origin}/`)).length,
    };
  });
  expect(found).toEqual({
    hits: 0,
    reports: [],
    handlers: [],
    foreign: [],
    polluted: [],
    dataset: ['theme', 'density'],
    scripts: 0,
  });
}
