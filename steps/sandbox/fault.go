package sandbox

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

// What a fault does to its request.
const (
	FaultThrottle    = "429"     // refused; every other one comes without Retry-After, every fourth names a date
	FaultInternal    = "500"     // refused with an internal error
	FaultUnavailable = "503"     // refused as unavailable for now
	FaultReset       = "reset"   // the connection breaks before the work
	FaultLost        = "lost"    // the work is done, then the connection breaks
	FaultHTML502     = "html502" // a gateway answers with a page
	FaultHold        = "hold"    // the work is done and logged, the answer never leaves
	FaultClaims      = "claims"  // all sessions are revoked first: 401 with a claims challenge
	FaultTimeout     = "504"     // the work is done, and the gateway has given up on it
	FaultCut         = "cut"     // the work is done, then the connection breaks within the answer
	FaultPage        = "page"    // something on the way answers 200 with a page of its own
)

// Fault says what goes wrong with the n-th request after sign-in, counted from
// 1.
type Fault struct {
	N  int    `json:"n"`
	Do string `json:"do"`
}

const maxFaultsFile = 1 << 20

// ReadFaults reads a faults file: one JSON object a line. Every wrong line is
// reported.
func ReadFaults(r io.Reader) ([]Fault, error) {
	lines := bufio.NewScanner(io.LimitReader(r, maxFaultsFile))
	var (
		faults []Fault
		errs   []error
	)
	seen := map[int]bool{}
	for line := 1; lines.Scan(); line++ {
		text := bytes.TrimSpace(lines.Bytes())
		if len(text) == 0 {
			continue
		}
		f, err := readFault(text)
		if err == nil && seen[f.N] {
			err = fmt.Errorf("request %d has a fault already", f.N)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("faults file, line %d: %w", line, err))
			continue
		}
		seen[f.N] = true
		faults = append(faults, f)
	}
	if err := lines.Err(); err != nil {
		errs = append(errs, fmt.Errorf("faults file: %w", err))
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return faults, nil
}

func readFault(text []byte) (Fault, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	var f Fault
	if err := decoder.Decode(&f); err != nil {
		return f, err
	}
	if f.N < 1 {
		return f, errors.New("n counts requests after sign-in and begins with 1")
	}
	known := []string{FaultThrottle, FaultInternal, FaultUnavailable, FaultReset, FaultLost, FaultHTML502, FaultHold, FaultClaims, FaultTimeout, FaultCut, FaultPage}
	if !slices.Contains(known, f.Do) {
		return f, fmt.Errorf("do is %q; it can be one of %v", f.Do, known)
	}
	return f, nil
}
