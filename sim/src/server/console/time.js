// Times in words. All of them are the org's: its clock may be ahead of ours.

const UNITS = [[86400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']];

/** `9 min 40 s`: the two largest units. */
export function duration(ms) {
  let seconds = Math.max(0, Math.round(ms / 1000));
  const words = [];
  for (const [size, unit] of UNITS) {
    const count = Math.floor(seconds / size);
    seconds -= count * size;
    if (count) words.push(`${count} ${unit}`);
  }
  return words.slice(0, 2).join(' ') || '0 s';
}

/** `14:03:21` in UTC, as the wire has it. */
export const clockTime = (timestamp) => timestamp.slice(11, 19);
