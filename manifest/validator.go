package manifest

import (
	"cmp"
	"fmt"
	"slices"

	"teamwright/manifest/jsondoc"
	"teamwright/manifest/schema"
)

// maxFindings is how many findings one package gets, maxOfRule how many of them
// one rule.
const (
	maxFindings = 200
	maxOfRule   = 50
)

// SchemaJudge is a second opinion on what the schemas demand, such as
// [teamwright/manifest/schema/official] gives.
type SchemaJudge interface {
	// Has reports whether it knows the schema of a version.
	Has(schema.Kind, schema.Version) bool
	// Judge holds a document against it. The error is about the schema.
	Judge(schema.Kind, schema.Version, *jsondoc.Node) ([]schema.Violation, error)
}

// Options change how packages are judged.
type Options struct {
	// Schemas is asked too, beside the built-in tables; nil for none.
	Schemas SchemaJudge
}

// Validator judges packages. It may be used from several goroutines at once.
type Validator struct {
	options Options
	facts   *schema.Facts
	rules   []Rule
	byCode  map[string]Rule
}

// NewValidator makes a validator; whoever judges many packages makes one.
func NewValidator(options Options) *Validator {
	v := &Validator{options: options, facts: schema.Load(), rules: Rules(), byCode: map[string]Rule{}}
	for _, rule := range v.rules {
		v.byCode[rule.Code] = rule
	}
	return v
}

// Judge tells everything that is wrong with p, at once, in the order of the
// files and lines. It is a [Validator] for a single package.
func Judge(p *Package, options Options) []Finding { return NewValidator(options).Judge(p) }

// Check is [Judge] with the built-in rules and tables alone.
func Check(p *Package) []Finding { return Judge(p, Options{}) }

// Judge tells everything that is wrong with p, at once, in the order of the
// files and lines.
func (v *Validator) Judge(p *Package) []Finding {
	j := &judgement{validator: v}
	for _, one := range p.problems {
		j.note(one)
	}
	s := subjectOf(p, j.note)
	if s.root != nil {
		j.schemas(s)
	}
	for _, rule := range v.rules {
		if rule.check == nil || s.root == nil && !judgesFiles(rule.Code) {
			continue
		}
		told := 0
		rule.check(s, func(at spot, message string, more ...detail) {
			if told++; told > maxOfRule {
				j.more++
				return
			}
			j.report(rule, at, message, more)
		})
	}
	return j.sorted()
}

// judgesFiles reports whether a rule has something to say without a manifest.
func judgesFiles(code string) bool {
	return code == "Serialization_FileMissing" || code == "zip-not-at-root" || code == "zip-second-manifest"
}

// judgement collects the findings on one package.
type judgement struct {
	validator *Validator
	found     []Finding
	more      int
}

func (j *judgement) note(p problem) {
	j.report(j.validator.byCode[p.code], p.spot, p.text, nil)
}

func (j *judgement) report(rule Rule, at spot, message string, more []detail) {
	f := Finding{
		Severity: rule.Severity,
		Code:     rule.Code,
		Target:   at.target,
		File:     at.file,
		Line:     at.line,
		Column:   at.column,
		Message:  message,
		Fix:      rule.Fix,
		Source:   rule.Source,
	}
	if at.node != nil {
		f.Value = schema.Show(at.node)
	}
	for _, change := range more {
		change(&f)
	}
	j.add(f)
}

func (j *judgement) add(f Finding) {
	if len(j.found) >= maxFindings {
		j.more++
		return
	}
	j.found = append(j.found, f)
}

// schemas holds the manifest and its language files against the schema of the
// declared version.
func (j *judgement) schemas(s *subject) {
	if !s.known {
		return
	}
	j.schema(schema.Manifest, s.version, ManifestFile, s.root)
	for _, l := range s.languages {
		if l.root != nil {
			j.schema(schema.Localization, s.version, l.file, l.root)
		}
	}
}

func (j *judgement) schema(kind schema.Kind, version schema.Version, file string, root *jsondoc.Node) {
	source := fmt.Sprintf("schema %s, %s", version, kind.SchemaFile())
	violations := j.validator.facts.Judge(kind, version, root)
	if second := j.validator.options.Schemas; second != nil {
		violations = append(violations, j.second(second, kind, version, file, root, violations)...)
	}
	for _, v := range violations {
		f := Finding{
			Severity: Error,
			Code:     "SchemaError_" + string(v.Keyword),
			Target:   v.Target,
			File:     schema.Printable(file),
			Line:     v.Line,
			Column:   v.Column,
			Message:  v.Message(),
			Fix:      v.Fix(),
			Value:    v.Value,
			Source:   source,
		}
		if v.Keyword == schema.Unjudged {
			f.Severity, f.Code = Warning, "not-judged"
		}
		j.add(f)
	}
}

// second asks the second judge, and keeps what the tables have not said.
func (j *judgement) second(judge SchemaJudge, kind schema.Kind, version schema.Version, file string, root *jsondoc.Node, said []schema.Violation) []schema.Violation {
	at := spot{file: schema.Printable(file)}
	if !judge.Has(kind, version) {
		j.report(j.validator.byCode["schema-not-there"], at, fmt.Sprintf("the official schema of %s is not among the given ones", version), nil)
		return nil
	}
	violations, err := judge.Judge(kind, version, root)
	if err != nil {
		j.report(j.validator.byCode["schema-not-there"], at, fmt.Sprintf("the official schema of %s cannot be used: %s", version, schema.Printable(err.Error())), nil)
		return nil
	}
	return slices.DeleteFunc(violations, func(v schema.Violation) bool {
		return slices.ContainsFunc(said, func(s schema.Violation) bool { return s.Keyword == v.Keyword && s.Target == v.Target })
	})
}

// sorted gives the findings by file, manifest.json first, then by place; errors
// before warnings at one place.
func (j *judgement) sorted() []Finding {
	rank := func(file string) int {
		switch file {
		case "":
			return 0
		case ManifestFile:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(j.found, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(rank(a.File), rank(b.File)),
			cmp.Compare(a.File, b.File),
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Severity, b.Severity),
			cmp.Compare(a.Target, b.Target),
		)
	})
	if j.more > 0 {
		rule := j.validator.byCode["more-findings"]
		j.found = append(j.found, Finding{Severity: rule.Severity, Code: rule.Code, Message: fmt.Sprintf("%d more findings are not told", j.more), Fix: rule.Fix, Source: rule.Source})
	}
	return j.found
}
