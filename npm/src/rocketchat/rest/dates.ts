/** Fields of documents that hold a date, which REST gives as text. */
const DATES = new Set([
  'ts', '_updatedAt', '_deletedAt', 'createdAt', 'lastLogin', 'lm', 'ls', 'lr', 'tlm', 'editedAt', 'pinnedAt', 'until', 'expiresAt',
  'statusExpiresAt', 'archivedAt', 'closedAt',
]);

/** ISO 8601 as `Date` prints it. */
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** Makes dates of REST's texts, in place, as methods give them. The `ts` of attachments is a text there, too. */
export function reviveDates(value: any): any {
  if (typeof value !== 'object' || value === null) return value;
  for (const [key, inner] of Object.entries(value)) {
    if (DATES.has(key) && typeof inner === 'string' && ISO.test(inner)) value[key] = new Date(inner);
    else if (key !== 'attachments') reviveDates(inner);
  }
  return value;
}
