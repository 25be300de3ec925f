package fleet

import (
	_ "embed"
	"slices"
)

var (
	//go:embed unit/systemd.sh
	systemd string
	//go:embed unit/kubernetes.yaml
	kubernetes string
	//go:embed unit/ci.yaml
	ci string
)

// Units are the schedulers that [Unit] knows.
func Units() []string { return []string{"systemd", "kubernetes", "ci"} }

// Unit is a text that has a scheduler look at a fleet every night; ok is false
// for one that is not known.
func Unit(scheduler string) (text string, ok bool) {
	texts := []string{systemd, kubernetes, ci}
	i := slices.Index(Units(), scheduler)
	if i < 0 {
		return "", false
	}
	return texts[i], true
}
