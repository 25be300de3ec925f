// Package calendar writes iCalendar files (RFC 5545) with days to remember,
// such as the day on which a client secret expires.
//
// What it promises:
//
//   - The file is one that Outlook, Google Calendar, Thunderbird and Apple's
//     Calendar import: lines end with CR LF and are folded at 75 octets without
//     cutting a character, texts are escaped.
//   - An event is a whole day, the same wherever the reader is, takes no time
//     of anybody's ("free"), and rings at nine in the morning of the days that
//     are named before it.
//   - The same day has the same UID for ever: importing a newer file moves
//     reminders instead of doubling them.
//   - The same events give the same bytes, but for the time of writing, which
//     the caller hands in.
//
// It refuses events without UID, title or day. It reads no calendars and sends
// none.
//
//	err := calendar.Write(w, calendar.Calendar{Name: "Example Learn", Now: now, Events: []calendar.Event{{
//		UID: "3f0c…@teamwright", Summary: "Client secret of Example Learn expires",
//		Day: end, Before: []int{30, 7, 1},
//	}}})
package calendar
