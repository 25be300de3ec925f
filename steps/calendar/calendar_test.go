package calendar_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"teamwright/steps/calendar"
)

var now = time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)

func secret() calendar.Event {
	return calendar.Event{
		UID: calendar.UID("secret", "3f0c"), Summary: "Client secret of Example Learn expires",
		Description: "Run teamwright rotate.\nUntil then nothing breaks; afterwards nobody signs in.", URL: "https://learn.example.org/totara",
		Day: time.Date(2027, 3, 1, 23, 59, 0, 0, time.UTC), Before: []int{30, 7, 1, 0},
	}
}

func written(t *testing.T, c calendar.Calendar) string {
	t.Helper()
	var b bytes.Buffer
	if err := calendar.Write(&b, c); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWrite(t *testing.T) {
	t.Parallel()
	want := strings.ReplaceAll(`BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//teamwright//reminders//EN
CALSCALE:GREGORIAN
NAME:Example Learn\, Teams
X-WR-CALNAME:Example Learn\, Teams
BEGIN:VEVENT
UID:secret-3f0c@teamwright
DTSTAMP:20261120T100000Z
DTSTART;VALUE=DATE:20270301
DTEND;VALUE=DATE:20270302
SUMMARY:Client secret of Example Learn expires
DESCRIPTION:Run teamwright rotate.\nUntil then nothing breaks\; afterwards 
 nobody signs in.
URL:https://learn.example.org/totara
TRANSP:TRANSPARENT
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:Client secret of Example Learn expires
TRIGGER:-P29DT15H
END:VALARM
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:Client secret of Example Learn expires
TRIGGER:-P6DT15H
END:VALARM
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:Client secret of Example Learn expires
TRIGGER:-PT15H
END:VALARM
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:Client secret of Example Learn expires
TRIGGER:PT9H
END:VALARM
END:VEVENT
END:VCALENDAR
`, "\n", "\r\n")
	if got := written(t, calendar.Calendar{Name: "Example Learn, Teams", Now: now, Events: []calendar.Event{secret()}}); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestOrder has the bytes not depend on the order of the events.
func TestOrder(t *testing.T) {
	t.Parallel()
	a, b, c := secret(), secret(), secret()
	b.UID, c.UID, c.Day = "b", "c", c.Day.AddDate(0, 0, -1)
	one := written(t, calendar.Calendar{Now: now, Events: []calendar.Event{a, b, c}})
	if other := written(t, calendar.Calendar{Now: now, Events: []calendar.Event{b, c, a}}); one != other {
		t.Error("the order of the events shows")
	}
	if strings.Index(one, "UID:c") > strings.Index(one, "UID:b") {
		t.Error("a later day comes first")
	}
	if strings.Contains(one, "NAME") {
		t.Error("an empty name is written")
	}
}

func TestFolding(t *testing.T) {
	t.Parallel()
	for name, title := range map[string]string{
		"exactly full": strings.Repeat("x", 75-len("SUMMARY:")), "one over": strings.Repeat("x", 76-len("SUMMARY:")),
		"wide characters": strings.Repeat("ü€🙂", 100), "escapes": strings.Repeat(`\;,`, 100), "very long": strings.Repeat("word ", 1000),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := secret()
			e.Summary, e.Before = title, nil
			got := written(t, calendar.Calendar{Now: now, Events: []calendar.Event{e}})
			for _, line := range strings.Split(strings.TrimSuffix(got, "\r\n"), "\r\n") {
				if len(line) > 75 || !utf8.ValidString(line) || strings.ContainsAny(line, "\r\n") {
					t.Errorf("line of %d octets: %q", len(line), line)
				}
			}
			if back := unfold(got, "SUMMARY:"); back != title {
				t.Errorf("read back %q, want %q", back, title)
			}
		})
	}
}

// unfold reads one text value back.
func unfold(file, name string) string {
	for _, line := range strings.Split(strings.ReplaceAll(file, "\r\n ", ""), "\r\n") {
		if v, ok := strings.CutPrefix(line, name); ok {
			return strings.NewReplacer(`\\`, `\`, `\;`, ";", `\,`, ",", `\n`, "\n").Replace(v)
		}
	}
	return ""
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*calendar.Event){
		"no UID": func(e *calendar.Event) { e.UID = "" }, "UID with a line end": func(e *calendar.Event) { e.UID = "a\r\nb" },
		"no title": func(e *calendar.Event) { e.Summary = "" }, "no day": func(e *calendar.Event) { e.Day = time.Time{} },
		"rings afterwards": func(e *calendar.Event) { e.Before = []int{-1} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := secret()
			spoil(&e)
			var b bytes.Buffer
			if err := calendar.Write(&b, calendar.Calendar{Now: now, Events: []calendar.Event{e}}); err == nil || b.Len() != 0 {
				t.Errorf("error %v after %d bytes", err, b.Len())
			}
		})
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestBrokenWriter(t *testing.T) {
	t.Parallel()
	if err := calendar.Write(broken{}, calendar.Calendar{Now: now}); err == nil {
		t.Error("no error")
	}
}

func FuzzText(f *testing.F) {
	f.Add("a\r\nEND:VCALENDAR", "b\x00c")
	f.Add(strings.Repeat("é", 200), "\xff\xfe")
	f.Fuzz(func(t *testing.T, title, description string) {
		e := secret()
		e.Summary, e.Description, e.Before = title, description, nil
		var b bytes.Buffer
		if calendar.Write(&b, calendar.Calendar{Now: now, Events: []calendar.Event{e}}) != nil {
			return
		}
		file := b.String()
		if strings.Count(file, "\r\nEND:VCALENDAR") != 1 || strings.Contains(strings.ReplaceAll(file, "\r\n", ""), "\n") || !utf8.ValidString(file) {
			t.Errorf("%q", file)
		}
		for _, line := range strings.Split(file, "\r\n") {
			if len(line) > 75 {
				t.Errorf("line of %d octets", len(line))
			}
		}
	})
}
