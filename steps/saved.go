package steps

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// Saved is a plan that one person has made and that another one may carry out:
// the plan itself, and what it was made for.
type Saved struct {
	Plan
	Site   string    `json:"site"`
	Tenant string    `json:"tenant"` // the tenant's GUID
	Only   []string  `json:"only"`   // the groups that were planned; empty: all
	By     string    `json:"by"`     // who was signed in
	Made   time.Time `json:"made"`
}

// maxSaved bounds a saved plan; a large set-up makes some 40 KiB.
const maxSaved = 4 << 20

// ReadSaved reads what [Saved.Write] wrote.
func ReadSaved(r io.Reader) (Saved, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxSaved+1))
	switch {
	case err != nil:
		return Saved{}, err
	case len(data) > maxSaved:
		return Saved{}, fmt.Errorf("it is larger than %d MiB", maxSaved>>20)
	}
	var s Saved
	if err := json.Unmarshal(data, &s); err != nil {
		return Saved{}, fmt.Errorf("it is no saved plan: %w", err)
	}
	if s.Format != 1 || s.Site == "" || s.Changes == nil {
		return Saved{}, errors.New("it is no plan that plan --save of this version wrote")
	}
	return s, nil
}

// Write writes the plan as one JSON document. There is no secret in a plan.
func (s Saved) Write(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(s)
}

// Beyond lists what a plan made now would write and the saved one does not
// cover: there the world, or the answers, are no longer those it was made for.
func (s Saved) Beyond(now Plan) []Change {
	var out []Change
	for _, c := range now.Changes {
		if !c.Action.Writes() {
			continue
		}
		if confirmed, ok := s.Of(c.Step); !ok || !c.promises(confirmed) {
			out = append(out, c)
		}
	}
	return out
}

// promises tells whether c, still before the run, is the confirmed change or
// less: what is unknown now may have been unknown then.
func (c Change) promises(confirmed Change) bool {
	return c.Action == confirmed.Action && c.each(confirmed, func(f, was Field) bool {
		return f.Unknown != "" && f.Unknown == was.Unknown || f.fills(was)
	})
}
