package manifest_test

import (
	"sync"
	"testing"

	"teamwright/manifest"
)

// BenchmarkBuildAndValidate is one package from the answers to the verdict, in a
// program that has done nothing before.
func BenchmarkBuildAndValidate(b *testing.B) {
	in := sample(b)
	in.Languages = map[string]manifest.Translation{"fr": {}, "de": {}}
	for b.Loop() {
		p, err := manifest.Build(in)
		if err != nil {
			b.Fatal(err)
		}
		content, err := p.Zip()
		if err != nil {
			b.Fatal(err)
		}
		read, err := manifest.ReadBytes("package.zip", content)
		if err != nil {
			b.Fatal(err)
		}
		if found := manifest.Check(read); len(found) > 0 {
			b.Fatal(found)
		}
	}
}

// BenchmarkFirstVerdict is what a command pays that judges one package.
func BenchmarkFirstVerdict(b *testing.B) {
	content := good(b, "1.30").zip()
	for b.Loop() {
		p, err := manifest.ReadBytes("package.zip", content)
		if err != nil {
			b.Fatal(err)
		}
		if found := manifest.Check(p); len(found) > 0 {
			b.Fatal(found)
		}
	}
}

// BenchmarkIcons makes both icons from a logo of 512×512 pixels.
func BenchmarkIcons(b *testing.B) {
	src := logo(b, 512)
	for b.Loop() {
		if _, err := manifest.Color(src, "#0B5CAB"); err != nil {
			b.Fatal(err)
		}
		if _, err := manifest.Outline(src); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkValidateMany judges packages as one call over many paths does, on two
// workers; the figure counts packages.
func BenchmarkValidateMany(b *testing.B) {
	content := good(b, "1.12").zip()
	validator := manifest.NewValidator(manifest.Options{})
	b.ResetTimer()
	work := make(chan struct{})
	var done sync.WaitGroup
	for range 2 {
		done.Go(func() {
			for range work {
				p, err := manifest.ReadBytes("package.zip", content)
				if err != nil {
					b.Error(err)
					return
				}
				validator.Judge(p)
			}
		})
	}
	for b.Loop() {
		work <- struct{}{}
	}
	close(work)
	done.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "packages/s")
}
