import './page.css';

// ?ours or ?defaults: twelve charts of the same data, in cells of the same size.
const host = document.querySelector<HTMLElement>('#app');
if (host === null) throw new Error('no #app');
if (location.search === '?ours') (await import('./ours.js')).drawOurs(host);
else (await import('./defaults.js')).drawDefaults(host);
