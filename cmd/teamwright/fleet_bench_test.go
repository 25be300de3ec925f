package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"teamwright/steps/application"
	"teamwright/steps/sandbox"
	"teamwright/steps/tenant"
	"teamwright/steps/wire"
)

// The fleet of the measurement: sites in so many tenants, checked by an
// application that may read.
const (
	fleetTenants = 20
	fleetReader  = "2c6f9a10-7b1e-4e55-9f7a-5a4b3c2d1e0f"
	fleetSecret  = "any-made-up-text-of-some-length"
)

// BenchmarkFleet measures fleet check over 10, 100 and 1,000 sites in 20
// tenants (10 sites are in 10), with the rehearsal cloud in a process of its
// own, 150 ms a request, and every 250th request throttled, every other one of
// them for two seconds: the time, beside the least that these numbers allow, and
// the memory of the program. Of that about half is the program's own file.
func BenchmarkFleet(b *testing.B) {
	for _, sites := range []int{10, 100, 1000} {
		b.Run(strconv.Itoa(sites), func(b *testing.B) {
			for b.Loop() {
				benchFleet(b, sites)
			}
		})
	}
}

func benchFleet(b *testing.B, sites int) {
	dir := b.TempDir()
	tenants := min(sites, fleetTenants)
	layOutFleet(b, dir, sites, tenants)
	log := filepath.Join(dir, "log.jsonl")
	cloud := startFleetCloud(b, sites, tenants, log)
	program := "teamwright"
	if own := os.Getenv("TEAMWRIGHT_BENCH"); own != "" {
		program = own
	}
	// The system counts the memory of whoever starts a process as its first
	// own; time is small, this test is not.
	cmd := exec.Command("time", "-f", "%e %U %S %M", program, "fleet", "check", filepath.Join(dir, "sites"), "--json",
		"--cloud", cloud, "--state-dir", filepath.Join(dir, "state"), "--auth", "secret", "--client-id", fleetReader,
		"--secrets-from", "file:"+filepath.Join(dir, "secret.json"))
	cmd.Env = append(os.Environ(), "HOME="+dir)
	var errs strings.Builder
	cmd.Stderr = &errs
	out, _ := cmd.Output() // its code is that of the sites
	var report struct {
		Seconds float64
		Sites   []struct {
			Code    int `json:"exit_code"`
			Results []struct{ Status, Detail string }
		}
		Summary struct{ Fail, Unknown int }
	}
	if err := json.Unmarshal(out, &report); err != nil {
		b.Fatalf("%v\n%s\n%.2000s", err, errs.String(), out)
	}
	if len(report.Sites) != sites || report.Summary.Unknown != 0 || report.Summary.Fail > sites { // the logo
		b.Fatalf("%d sites, %+v: %+v\n%s", len(report.Sites), report.Summary, report.Sites[0], errs.String())
	}
	measured := strings.Fields(errs.String())
	measured = measured[len(measured)-4:]
	mb, _ := strconv.ParseFloat(measured[3], 64)
	user, _ := strconv.ParseFloat(measured[1], 64)
	requests := logged(b, log)
	least := leastFleet(len(requests), sites, tenants)
	b.ReportMetric(report.Seconds, "s")
	b.ReportMetric(least.Seconds(), "s-least")
	b.ReportMetric(report.Seconds/least.Seconds(), "times-least")
	b.ReportMetric(float64(len(requests)), "requests")
	b.ReportMetric(mb/1024, "MB")
	b.ReportMetric(user, "s-cpu")
}

// leastFleet is the least time for so many requests: all of them 64 at a time,
// a tenant's share 8 at a time, or one after the other what has to wait: two of
// the sign-in, one of the tenant and two of the site. A tenant that is told to
// wait is not done before it has waited and asked again.
func leastFleet(requests, sites, tenants int) time.Duration {
	least := max(time.Duration(requests)*latency/64, time.Duration(requests/tenants)*latency/8, 5*latency)
	for _, f := range fleetFaults(sites) {
		if f.N%2 == 1 && f.N < requests {
			least = max(least, time.Duration(f.N)*latency/64+2*time.Second+latency)
		}
	}
	return least
}

// fleetFaults throttle some requests; where the number is odd the cloud says for
// how long.
func fleetFaults(sites int) []sandbox.Fault {
	var list []sandbox.Fault
	for i := 1; 250*i < 4*sites; i++ {
		list = append(list, sandbox.Fault{N: 250*i + i%2, Do: sandbox.FaultThrottle})
	}
	return list
}

func logged(b *testing.B, name string) []request {
	b.Helper()
	f, err := os.Open(name)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	var out []request
	for dec := json.NewDecoder(f); ; {
		var r request
		if err := dec.Decode(&r); err == io.EOF {
			return out
		} else if err != nil {
			b.Fatal(err)
		}
		out = append(out, r)
	}
}

// layOutFleet writes the answers files, one logo for all, and the secret.
func layOutFleet(b *testing.B, dir string, sites, tenants int) {
	b.Helper()
	put := func(name string, data []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			b.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "sites"), 0o700); err != nil {
		b.Fatal(err)
	}
	answers, err := os.ReadFile(filepath.Join("testdata", "demo", "teamwright.yaml"))
	if err != nil {
		b.Fatal(err)
	}
	logo, err := os.ReadFile(filepath.Join("testdata", "demo", "logo.png"))
	if err != nil {
		b.Fatal(err)
	}
	put("sites/logo.png", logo)
	put("secret.json", []byte(`{"name":"client_secret","value":"`+fleetSecret+`"}`))
	for i := range sites {
		text := strings.NewReplacer(
			"https://learn.example.org/totara", fleetSite(i), "contoso.onmicrosoft.com", fleetDomain(i%tenants),
		).Replace(string(answers))
		put(fmt.Sprintf("sites/%04d.yaml", i), fmt.Appendf(nil, "%s\nids: {app: %s}\n", text, fleetApp(i)))
	}
}

func fleetSite(i int) string   { return fmt.Sprintf("https://site%d.example.org/totara", i) }
func fleetDomain(t int) string { return fmt.Sprintf("tenant%d.onmicrosoft.com", t) }
func fleetApp(i int) string    { return fmt.Sprintf("00000000-aaaa-4bbb-8ccc-%012d", i) }

// startFleetCloud starts the rehearsal cloud in a process of its own, and
// returns its cloud file.
func startFleetCloud(b *testing.B, sites, tenants int, log string) string {
	b.Helper()
	file := log + ".yaml"
	cmd := exec.Command(os.Args[0], "-test.run=^TestFleetCloud$", "-test.timeout=10m")
	cmd.Env = append(os.Environ(), fmt.Sprintf("FLEET_CLOUD=%d %d %s %s", sites, tenants, log, file))
	end, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	ready, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = end.Close(); _ = cmd.Wait() })
	if line, err := bufio.NewReader(ready).ReadString('\n'); err != nil || line != "ready\n" {
		b.Fatalf("the rehearsal cloud says %q, %v", line, err)
	}
	return file
}

// TestFleetCloud is that process: it serves until its standard input ends.
func TestFleetCloud(t *testing.T) {
	var sites, tenants int
	var log, file string
	if _, err := fmt.Sscan(os.Getenv("FLEET_CLOUD"), &sites, &tenants, &log, &file); err != nil {
		t.Skip("only as the cloud of BenchmarkFleet")
	}
	w, err := os.Create(log)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	clock := wire.System()
	o := sandbox.Options{Now: clock.Now, Sleep: clock.Sleep, Latency: latency, Log: w, Faults: fleetFaults(sites)}
	for i := range tenants {
		if one := fleetTenant(i, sites, tenants); i == 0 {
			o.Tenant = one
		} else {
			o.More = append(o.More, one)
		}
	}
	cloud, err := sandbox.New(o)
	if err != nil {
		t.Fatal(err)
	}
	server, err := cloud.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	if err := server.WriteCloudFile(file); err != nil {
		t.Fatal(err)
	}
	fmt.Println("ready")
	_, _ = io.Copy(io.Discard, os.Stdin)
}

// fleetTenant has the applications of its sites and the one that reads.
func fleetTenant(t, sites, tenants int) sandbox.Tenant {
	out := sandbox.Tenant{
		ID: fmt.Sprintf("00000000-dddd-4eee-8fff-%012d", t), Name: fmt.Sprintf("Tenant %d", t),
		Domains: []sandbox.Domain{{Name: fleetDomain(t)}},
		Applications: []sandbox.Object{{
			"displayName": "Nightly check", "appId": fleetReader,
			"passwordCredentials": []any{map[string]any{"displayName": "nightly", "secretText": fleetSecret, "endDateTime": "2099-01-01T00:00:00Z"}},
		}},
		ServicePrincipals: []sandbox.Object{{"appId": fleetReader}},
		AppPermissions:    map[string][]string{fleetReader: {"Application.Read.All", "Directory.Read.All", "Policy.Read.All"}},
	}
	for i := t; i < sites; i += tenants {
		out.Applications = append(out.Applications, fleetObject(i))
		out.ServicePrincipals = append(out.ServicePrincipals, sandbox.Object{"appId": fleetApp(i)})
		out.Grants = append(out.Grants, sandbox.Object{"clientId": fleetApp(i), "scope": "User.Read openid profile email offline_access"})
	}
	return out
}

// fleetObject is the application of a site as setup makes it, but for its logo.
func fleetObject(i int) sandbox.Object {
	const scope = "4af22fe3-b0f6-510c-97db-eae0fad7943e"
	type object = map[string]any
	site, host := fleetSite(i), strings.TrimSuffix(strings.TrimPrefix(fleetSite(i), "https://"), "/totara")
	trusted := func(client string) object {
		return object{"appId": client, "delegatedPermissionIds": []any{scope}}
	}
	var access []any
	for _, id := range []string{tenant.PermissionEmail, tenant.PermissionOfflineAccess, tenant.PermissionOpenID, tenant.PermissionProfile, tenant.PermissionUserRead} {
		access = append(access, object{"id": id, "type": "Scope"})
	}
	return sandbox.Object{
		"displayName": "Example Learn", "appId": fleetApp(i), "uniqueName": application.UniqueName(site, ""),
		"tags": []any{application.SiteKey(site)}, "signInAudience": "AzureADMyOrg",
		"identifierUris": []any{"api://" + host + "/" + fleetApp(i)},
		"info":           object{"privacyStatementUrl": site, "termsOfServiceUrl": site},
		"web": object{
			"homePageUrl": site, "logoutUrl": site + "/totara/msteams/sso_logout.php",
			"redirectUris": []any{site + "/admin/oauth2callback.php", site + "/totara/msteams/oidc_login.php"},
		},
		"requiredResourceAccess": []any{object{"resourceAppId": tenant.GraphAppID, "resourceAccess": access}},
		"passwordCredentials":    []any{object{"displayName": "by hand", "hint": "FjH", "endDateTime": "2099-01-01T00:00:00Z"}},
		"api": object{
			"requestedAccessTokenVersion": 2,
			"preAuthorizedApplications":   []any{trusted(tenant.TeamsDesktopClient), trusted(tenant.TeamsWebClient)},
			"oauth2PermissionScopes": []any{object{
				"id": scope, "isEnabled": true, "type": "User", "value": "access_as_user",
				"adminConsentDisplayName": "Teams can access the user's profile",
				"adminConsentDescription": "Allows Teams to call the app's web APIs as the current user.",
				"userConsentDisplayName":  "Teams can access your profile and make requests on your behalf",
				"userConsentDescription":  "Enables Teams to call this app's APIs with the same rights that you have.",
			}},
		},
	}
}
