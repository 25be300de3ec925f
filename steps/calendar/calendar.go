package calendar

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// Calendar is one file.
type Calendar struct {
	Name   string    // as a calendar program shows it; may be empty
	Now    time.Time // when the file is written
	Events []Event
}

// Event is a day to remember.
type Event struct {
	UID         string    // the same for the same matter, for ever; no control characters
	Summary     string    // one line
	Description string    // may have several
	URL         string    // where to go; may be empty
	Day         time.Time // its day in UTC counts
	// Before are days before the day on which to ring, at nine in the morning
	// of whoever reads; 0 is the day itself. Negative ones are refused.
	Before []int
}

// UID makes a UID of what names a matter, such as "secret" and a key id.
func UID(parts ...string) string { return strings.Join(parts, "-") + "@teamwright" }

// Write writes the calendar with its events in the order of their days.
func Write(w io.Writer, c Calendar) error {
	events := slices.Clone(c.Events)
	slices.SortStableFunc(events, func(a, b Event) int {
		return cmp.Or(a.Day.UTC().Truncate(24*time.Hour).Compare(b.Day.UTC().Truncate(24*time.Hour)), strings.Compare(a.UID, b.UID))
	})
	var l lines
	l.add("BEGIN", "VCALENDAR")
	l.add("VERSION", "2.0")
	l.add("PRODID", "-//teamwright//reminders//EN")
	l.add("CALSCALE", "GREGORIAN")
	if c.Name != "" {
		l.add("NAME", text(c.Name))         // RFC 7986
		l.add("X-WR-CALNAME", text(c.Name)) // what programs read that are older
	}
	for _, e := range events {
		if err := l.event(e, c.Now); err != nil {
			return err
		}
	}
	l.add("END", "VCALENDAR")
	_, err := w.Write(l.Bytes())
	return err
}

// lines are content lines in the making.
type lines struct{ bytes.Buffer }

func (l *lines) event(e Event, now time.Time) error {
	switch {
	case e.UID == "" || strings.ContainsFunc(e.UID, control):
		return fmt.Errorf("calendar: the UID %q is none", e.UID)
	case e.Summary == "":
		return errors.New("calendar: an event needs a title")
	case e.Day.IsZero():
		return fmt.Errorf("calendar: %s has no day", e.UID)
	}
	day := e.Day.UTC()
	l.add("BEGIN", "VEVENT")
	l.add("UID", text(e.UID))
	l.add("DTSTAMP", now.UTC().Format("20060102T150405Z"))
	l.add("DTSTART;VALUE=DATE", day.Format("20060102"))
	l.add("DTEND;VALUE=DATE", day.AddDate(0, 0, 1).Format("20060102"))
	l.add("SUMMARY", text(e.Summary))
	if e.Description != "" {
		l.add("DESCRIPTION", text(e.Description))
	}
	if e.URL != "" && !strings.ContainsFunc(e.URL, control) {
		l.add("URL", e.URL)
	}
	l.add("TRANSP", "TRANSPARENT")
	for _, days := range e.Before {
		if days < 0 {
			return fmt.Errorf("calendar: %s would ring %d days after its day", e.UID, -days)
		}
		l.add("BEGIN", "VALARM")
		l.add("ACTION", "DISPLAY")
		l.add("DESCRIPTION", text(e.Summary))
		l.add("TRIGGER", trigger(days))
		l.add("END", "VALARM")
	}
	l.add("END", "VEVENT")
	return nil
}

// trigger is nine in the morning so many days before: the day begins at
// midnight, and nobody wants to be called then.
func trigger(days int) string {
	if days == 0 {
		return "PT9H"
	}
	if days == 1 {
		return "-PT15H"
	}
	return fmt.Sprintf("-P%dDT15H", days-1)
}

// foldAt is how many octets a line may have before its end. Source: RFC 5545,
// section 3.1.
const foldAt = 75

// add writes a content line, folded: what is over goes onto lines that begin
// with a space.
func (l *lines) add(name, value string) {
	line := name + ":" + value
	for room := foldAt; len(line) > room; room = foldAt - 1 {
		cut := room
		for cut > 0 && line[cut]&0xC0 == 0x80 { // not within a character
			cut--
		}
		if cut == 0 {
			cut = room // no character: bytes that are no UTF-8
		}
		l.WriteString(line[:cut])
		l.WriteString("\r\n ")
		line = line[cut:]
	}
	l.WriteString(line)
	l.WriteString("\r\n")
}

// text escapes a value of type TEXT. Source: RFC 5545, section 3.3.11.
func text(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		if r != '\n' && control(r) {
			return -1
		}
		return r
	}, s)
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`).Replace(s)
}

func control(r rune) bool { return r < 0x20 || r == 0x7f }
