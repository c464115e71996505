// What main asked of Electron, one JSON a line in STANDIN_JOURNAL.
const fs = require('node:fs');

exports.note = (kind, facts = {}) => {
  const file = process.env.STANDIN_JOURNAL;
  if (file) fs.appendFileSync(file, `${JSON.stringify({ kind, ...facts })}\n`);
};
