// When something was noted: told to the reader, and by the calendar of the place where the meter hangs.
const ISO = "sv-SE", PARTS = { year: "numeric", month: "2-digit", day: "2-digit" };

// A browser may be older than the name of a zone: then the telephone's own clock has to do.
function day(at, zone) {
  try {
    return new Intl.DateTimeFormat(ISO, { ...PARTS, timeZone: zone }).format(at);
  } catch {
    return new Intl.DateTimeFormat(ISO, PARTS).format(at);
  }
}

// The first day of the day, week or month; weeks begin on Monday, as those of the server do (readings/rounds.py).
function begun(period, at, zone) {
  const first = new Date(`${day(new Date(at), zone)}T00:00:00Z`);
  if (period === "month") first.setUTCDate(1);
  if (period === "week") first.setUTCDate(first.getUTCDate() - (first.getUTCDay() + 6) % 7);
  return first.getTime();
}

export const together = (period, one, other, zone) => begun(period, one, zone) === begun(period, other, zone);

export const moment = (at) => new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" }).format(new Date(at));
