// Package calendar counts business time: which instants are open by weekly
// hours in a time zone, holidays and shifts, how much open time lies between
// two instants, and when a given amount of it will have passed.
//
// Hours are local wall-clock times. An instant is open if and only if its
// local date and time of day are:
//
//   - A window {day, from, to} covers from <= time < to on its day. Where to is
//     not after from it runs over midnight: from <= time on its day, and
//     time < to on the day after. Overlapping windows are one.
//   - A holiday replaces its whole local date, 00:00 to 24:00: what would start
//     on it does not, the hours after midnight that belong to it included, and
//     what ran into it from the evening before ends at midnight. In its place
//     come its own hours, if it has any; they may run over midnight in turn.
//
// So a window is shorter where clocks spring over a part of it, and longer
// where they fall back and show a part of it twice.
//
// Instants from 1970 to 2199 (UTC) are known; before and after, all is closed.
// The time zones of the IANA database are part of the program.
package calendar
