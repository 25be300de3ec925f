package graph_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"teamwright/manifest"
	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/catalog"
	"teamwright/steps/journal"
	"teamwright/steps/sandbox"
	"teamwright/steps/tenant"
	"teamwright/steps/tenant/adapter/adaptertest"
	"teamwright/steps/tenant/graph"
	"teamwright/steps/tenant/signin"
)

// publisher signs in a second time, as somebody who may publish.
func (r *rehearsal) publisher(t *testing.T, scope string) *graph.Client {
	t.Helper()
	in, err := signin.Open(t.Context(), signin.Options{
		Door: signin.Device, Cloud: r.where, Tenant: contoso, ClientID: signin.GraphName, Scopes: []string{scope},
		Transport: r.transport, Clock: r.clock.Wire(), Renew: func(context.Context) bool { return true },
	})
	if err != nil {
		t.Fatal(err)
	}
	c, err := graph.New(graph.Options{Cloud: r.where, Credential: in.Credential, Transport: r.transport, Clock: r.clock.Wire()})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// icons are made once.
var icons = sync.OnceValue(func() catalog.Assets {
	icon := func(side, from, to int, back, front color.Color) []byte {
		img := image.NewNRGBA(image.Rect(0, 0, side, side))
		draw.Draw(img, img.Bounds(), image.NewUniform(back), image.Point{}, draw.Src)
		draw.Draw(img, image.Rect(from, from, to, to), image.NewUniform(front), image.Point{}, draw.Src)
		var b bytes.Buffer
		if err := png.Encode(&b, img); err != nil {
			panic(err)
		}
		return b.Bytes()
	}
	return catalog.Assets{Color: icon(192, 48, 144, color.NRGBA{11, 92, 171, 255}, color.White), Outline: icon(32, 4, 28, color.Transparent, color.White)}
})

// branded are answers that make a package.
func branded() answers.Answers {
	a := answers.Answers{
		Site: "https://learn.example.org/totara", Tenant: contoso, IDs: answers.IDs{App: manifestID},
		App: answers.App{ShortName: "Example Learn", FullName: "Example Learning Platform", ShortDescription: "Your courses", FullDescription: "All your courses",
			PackageName: "org.example.learn.teams", Version: "1.0.0", Manifest: "1.12", AccentColor: "#0B5CAB"},
		Publisher: answers.Publisher{Name: "Example Ltd"},
		SSO:       answers.SSO{Enabled: true, Audience: answers.AudienceSingle},
	}
	a.Publish.Enabled = true
	return a
}

func zipped(t *testing.T, version string) []byte {
	t.Helper()
	a := branded()
	a.App.Version = version
	pkg, err := manifest.Build(catalog.Input(a, manifestID, icons()))
	if err != nil {
		t.Fatal(err)
	}
	return must[[]byte](t)(pkg.Zip())
}

// TestCatalogue walks an app through the rehearsal cloud's catalogue, whose list
// is behind.
func TestCatalogue(t *testing.T) {
	t.Parallel()
	r := rehearse(t, sandbox.Options{CatalogLag: 20 * time.Minute})
	if _, err := r.graph.PublishApp(t.Context(), zipped(t, "1.0.0"), false); !tenant.Is(err, tenant.Denied) {
		t.Errorf("the Azure CLI's identity publishes: %v", err)
	}
	c := r.publisher(t, "AppCatalog.ReadWrite.All")
	made, err := c.PublishApp(t.Context(), zipped(t, "1.0.0"), false)
	if err != nil || made.ID == "" || !strings.EqualFold(made.ManifestID, manifestID) {
		t.Fatalf("%+v, %v", made, err)
	}
	if found, err := c.FindCatalogApps(t.Context(), manifestID); err != nil || len(found) != 0 {
		t.Errorf("the list shows it at once: %+v, %v", found, err)
	}
	a, ok, err := c.CatalogApp(t.Context(), made.ID)
	if err != nil || !ok || len(a.Definitions) != 1 || a.Definitions[0].Version != "1.0.0" || a.Definitions[0].State != tenant.StatePublished {
		t.Errorf("%+v, %v, %v", a, ok, err)
	}
	_, err = c.PublishApp(t.Context(), zipped(t, "1.0.1"), false)
	if e := adaptertest.Failure(t, err); e.Kind != tenant.Conflict || e.Code != "AppDefinitionAlreadyExists" {
		t.Errorf("published twice: %+v", e)
	}
	if err := c.UpdateApp(t.Context(), made.ID, zipped(t, "1.0.0"), false); !tenant.Is(err, tenant.Conflict) {
		t.Errorf("the same version again: %v", err)
	}
	if err := c.UpdateApp(t.Context(), made.ID, zipped(t, "1.0.1"), false); err != nil {
		t.Error(err)
	}
	_ = r.clock.Sleep(t.Context(), 20*time.Minute)
	if found, err := c.FindCatalogApps(t.Context(), manifestID); err != nil || len(found) != 1 || len(found[0].Definitions) != 2 {
		t.Errorf("the list shows %+v, %v", found, err)
	}
	for range 2 {
		if err := c.DeleteApp(t.Context(), made.ID); err != nil {
			t.Error(err)
		}
	}
	if _, ok, err := c.CatalogApp(t.Context(), made.ID); ok || err != nil {
		t.Errorf("deleted, and there: %v, %v", ok, err)
	}
}

// tagged is a registration whose tags the steps keep.
type tagged struct {
	app tenant.Application
	c   *graph.Client
}

func (g *tagged) Look(context.Context) error { return nil }
func (g *tagged) Forget()                    {}
func (g *tagged) Tags() []string             { return g.app.Tags }
func (g *tagged) SetTag(ctx context.Context, prefix, tag string) error {
	tags := append(slices.DeleteFunc(slices.Clone(g.app.Tags), func(t string) bool { return strings.HasPrefix(t, prefix) }), tag)
	err := g.c.UpdateApplication(ctx, g.app.ObjectID, tenant.ApplicationPatch{Tags: &tags})
	if err == nil {
		g.app.Tags = tags
	}
	return err
}

func (g *tagged) DropTag(context.Context, string) error { return nil }

// TestPublishing lets the steps publish and update in the rehearsal cloud, on
// two machines, with the catalogue's list a day behind, and each request of the
// second sign-in going wrong once.
func TestPublishing(t *testing.T) {
	t.Parallel()
	for _, fault := range []string{"", "lost"} {
		t.Run("with "+fault, func(t *testing.T) {
			t.Parallel()
			for n := 1; n == 1 || fault != "" && n <= 40; n++ {
				if publishing(t, fault, n) {
					break // the fault came behind the last request
				}
			}
		})
	}
}

// publishing does it with the n-th request of the publisher going wrong; it
// tells whether there was no such request any more.
func publishing(t *testing.T, fault string, n int) (over bool) {
	t.Helper()
	o := sandbox.Options{CatalogLag: 24 * time.Hour}
	if fault != "" {
		o.Faults = []sandbox.Fault{{N: n, Do: fault}}
	}
	r := rehearse(t, o)
	c := r.publisher(t, "AppCatalog.ReadWrite.All")
	app, _, err := r.graph.UpsertApplication(t.Context(), unique, tenant.ApplicationPatch{DisplayName: ptr("Learn"), Tags: &[]string{"by-hand"}})
	if err != nil {
		t.Fatal(err)
	}
	a, reg, dir := branded(), &tagged{app, r.graph}, t.TempDir()
	run := func() steps.Report {
		j, err := journal.Open(dir, "j", r.clock.Now)
		if err != nil {
			t.Fatal(err)
		}
		defer j.Close()
		id := func() steps.Value[string] { return steps.Known(manifestID) }
		version, publish := catalog.Publishing{
			Edition: catalog.NewEdition(a, icons(), id, nil), Registration: reg, Ledger: j, Clock: r.clock.Wire(), Cloud: r.where,
			Door: catalog.Door{
				Open:  func(context.Context) (tenant.Catalog, error) { return c, nil },
				Ready: func() bool { return false }, Look: func(context.Context) (tenant.Catalog, bool) { return nil, false },
				As: "Microsoft Graph Command Line Tools",
			},
			Versioned: func(v string) error { a.App.Version = v; return nil },
			Published: func(id string) error { a.IDs.Catalog = id; return nil },
		}.Steps()
		runner := &steps.Runner{Steps: []steps.Step{version, publish}, Journal: j, Clock: r.clock.Wire()}
		if err := runner.Read(t.Context()); err != nil {
			t.Fatal(err)
		}
		return runner.Apply(t.Context(), runner.Plan())
	}
	whole := func(what string) {
		t.Helper()
		for try := 1; ; try++ {
			report := run()
			if !report.Moved && steps.Summarize(report.Results).Fail == 0 {
				return
			}
			if try == 3 {
				t.Fatalf("%s, fault %s at %d: %+v", what, fault, n, report.Results)
			}
		}
	}
	whole("publication")
	a.App.ShortDescription = "Learn in Teams"
	whole("update")
	dir = t.TempDir() // another machine
	before := len(r.requests(t))
	whole("second run")
	asked := r.requests(t)
	for _, request := range asked[before:] {
		if strings.HasPrefix(request, "write") {
			t.Errorf("a second run writes: %s", request)
		}
	}
	if got := r.cloud.Count(); got.CatalogApps != 1 || got.Definitions != 2 || a.App.Version != "1.0.1" || a.IDs.Catalog == "" {
		t.Errorf("fault %s at %d: there are %+v, version %s, ids.catalog %q\n%s", fault, n, got, a.App.Version, a.IDs.Catalog, strings.Join(asked, "\n"))
	}
	return n > len(asked)
}
