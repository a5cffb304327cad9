// Formats the org's times, whose clock may be ahead of the browser's.

const UNITS = [[86400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']];

/** Formats milliseconds in the two largest units: `9 min 40 s`. */
export function duration(ms) {
  let seconds = Math.max(0, Math.round(ms / 1000));
  const parts = [];
  for (const [size, unit] of UNITS) {
    const count = Math.floor(seconds / size);
    seconds -= count * size;
    if (count) parts.push(`${count} ${unit}`);
  }
  return parts.slice(0, 2).join(' ') || '0 s';
}

/** Returns the time of day of a timestamp, in UTC: `14:03:21`. */
export const clockTime = (timestamp) => timestamp.slice(11, 19);
