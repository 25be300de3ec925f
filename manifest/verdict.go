package manifest

// Verdict is what scripts read of the judgement on one path.
type Verdict struct {
	Format int `json:"format"`
	// Path as it was given.
	Path     string    `json:"path"`
	Valid    bool      `json:"valid"`
	Findings []Finding `json:"findings"`
}

// NewVerdict puts findings into their form; valid means without an error.
func NewVerdict(path string, findings []Finding) Verdict {
	if findings == nil {
		findings = []Finding{}
	}
	return Verdict{Format: 1, Path: path, Valid: Valid(findings), Findings: findings}
}
