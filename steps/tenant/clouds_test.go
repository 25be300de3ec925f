package tenant

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestMicrosoftsClouds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, graph string
		teams       bool
		lacks       []Lack
	}{
		{"public", "https://graph.microsoft.com", true, nil},
		{"usgov", "https://graph.microsoft.us", true, []Lack{LacksPersonalAccounts, LacksVerifiedPublisher}},
		{"usdod", "https://dod-graph.microsoft.us", true, []Lack{LacksPersonalAccounts, LacksVerifiedPublisher}},
		{"china", "https://microsoftgraph.chinacloudapi.cn", false, []Lack{LacksTeams, LacksCatalog, LacksPersonalAccounts, LacksVerifiedPublisher}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := FindCloud(c.name)
			if err != nil {
				t.Fatal(err)
			}
			if got.Graph != c.graph || !got.InstanceDiscovery || got.Rehearsal || got.CAPEM != nil || (got.Teams != "") != c.teams {
				t.Errorf("%+v", got)
			}
			for _, address := range []string{got.Authority, got.Graph, got.ResourceManager, got.Portal} {
				if again, err := origin(address); err != nil || again != address {
					t.Errorf("address %q", address)
				}
			}
			for _, l := range []Lack{LacksTeams, LacksCatalog, LacksPersonalAccounts, LacksVerifiedPublisher} {
				want := true
				for _, lacked := range c.lacks {
					want = want && lacked != l
				}
				if got.Has(l) != want {
					t.Errorf("has %s: %v", l, got.Has(l))
				}
			}
		})
	}
}

const file = `name: loopback
authority: https://127.0.0.1:8443
graph: https://127.0.0.1:8443/
resource_manager: https://127.0.0.1:8443
access: https://127.0.0.1:8443   # optional
ca_file: ca.pem
instance_discovery: false
`

// folder is a folder with a cloud file and, beside it, a certificate.
func folder(t *testing.T, text string) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, body := range map[string][]byte{
		"cloud.yaml": []byte(text), "empty.pem": []byte("none"), "big.pem": make([]byte, maxCAFile+1),
		"ca.pem": pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "cloud.yaml")
}

func TestCloudFile(t *testing.T) {
	t.Parallel()
	c, err := FindCloud(folder(t, file))
	if err != nil {
		t.Fatal(err)
	}
	if c.Name != "loopback" || c.Authority != "https://127.0.0.1:8443" || c.Graph != c.Authority || c.ResourceManager != c.Authority || c.Access != c.Authority ||
		c.InstanceDiscovery || !c.Rehearsal || len(c.CAPEM) == 0 || !c.Has(LacksCatalog) {
		t.Errorf("%+v", c)
	}
	c, err = FindCloud(folder(t, "{name: bleu, authority: https://login.sovcloud-identity.fr, graph: https://Graph.example.fr, resource_manager: https://management.example.fr}"))
	if err != nil || !c.InstanceDiscovery || c.Rehearsal || c.Graph != "https://graph.example.fr" {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestCloudFileRefused(t *testing.T) {
	t.Parallel()
	replaced := func(old, new string) string { return strings.Replace(file, old, new, 1) }
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", "empty"},
		{"a list", "- a\n", "no list of keys"},
		{"no YAML", "a: [", "no YAML"},
		{"two documents", file + "---\nname: x\n", "more than one"},
		{"unknown key", file + "gateway: https://x\n", "line 8: gateway: unknown"},
		{"key twice", file + "name: y\n", "line 8: name stands twice"},
		{"nested", "name: {a: b}\n", "line 1: name: one plain value"},
		{"http", replaced("authority: https", "authority: http"), "line 2: authority"},
		{"with a path", replaced("graph: https://127.0.0.1:8443/", "graph: https://127.0.0.1:8443/v1.0"), "line 3: graph"},
		{"with a user", replaced("authority: https://", "authority: https://a@"), "line 2: authority"},
		{"with a query", replaced("authority: https://127.0.0.1:8443", "authority: https://127.0.0.1:8443?"), "line 2: authority"},
		{"Microsoft's name", replaced("loopback", "public"), "one of Microsoft's"},
		{"a name for another folder", replaced("loopback", "../x"), "line 1: name"},
		{"no graph", replaced("graph: https://127.0.0.1:8443/\n", ""), "graph is missing"},
		{"discovery in between", replaced("discovery: false", "discovery: maybe"), "true or false"},
		{"no such certificate", replaced("ca.pem", "other.pem"), "ca_file"},
		{"no certificate in it", replaced("ca.pem", "empty.pem"), "holds no certificate"},
		{"too many certificates", replaced("ca.pem", "big.pem"), "larger than"},
		{"too large", file + "#" + strings.Repeat("x", maxCloudFile), "larger than"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := FindCloud(folder(t, c.text))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q in it", err, c.want)
			}
		})
	}
	for name, want := range map[string]string{"publik": "public, usgov, usdod, china", "./none.yaml": "no such file", "": "known are"} {
		if _, err := FindCloud(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q in it", name, err, want)
		}
	}
}

func TestService(t *testing.T) {
	t.Parallel()
	public, _ := FindCloud("public")
	sandbox := Cloud{Authority: "https://127.0.0.1:1", Graph: "https://127.0.0.1:1", ResourceManager: "https://127.0.0.1:1"}
	for _, c := range []struct {
		cloud     Cloud
		url, want string
	}{
		{public, "https://graph.microsoft.com/v1.0/me", "Microsoft Graph"},
		{public, "https://login.microsoftonline.com/t/oauth2/v2.0/token", "Microsoft Entra"},
		{public, "https://login.microsoftonline.com/common/discovery/instance", "Microsoft Entra"},
		{public, "https://management.azure.com/subscriptions", "Azure"},
		{public, "https://other.example.org/", "other.example.org"},
		{sandbox, "https://127.0.0.1:1/v1.0/me", "Microsoft Graph"},
		{sandbox, "https://127.0.0.1:1/subscriptions", "Azure"},
		{sandbox, "https://127.0.0.1:1/t/oauth2/v2.0/devicecode", "Microsoft Entra"},
		{Cloud{Access: "https://access.example.org"}, "https://access.example.org/SAAS", "Workspace ONE Access"},
	} {
		u, err := url.Parse(c.url)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.cloud.Service(u); got != c.want {
			t.Errorf("%s is %q, want %q", c.url, got, c.want)
		}
	}
}

func TestPlain(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"a\x1b[31mb\x00\u009bc": "a[31mbc", "one\r\ntwo\tthree": "one two three", "\u202egnp.exe\u2066": "gnp.exe", "é→漢": "é→漢", "\xff": "",
		" 123456789012345 ": "123456789012345", "1234567890123456": "123456789012345…",
	} {
		if got := Plain(in, 15); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

func FuzzCloudFile(f *testing.F) {
	f.Add(file)
	f.Add("a: &x b\nc: *x\n")
	f.Fuzz(func(t *testing.T, text string) {
		c, _, err := parseCloud([]byte(text))
		if err != nil {
			if strings.ContainsAny(err.Error(), "\x1b\x00") {
				t.Errorf("control characters in %q", err)
			}
			return
		}
		for _, address := range []string{c.Authority, c.Graph, c.ResourceManager} {
			if !strings.HasPrefix(address, "https://") || len(address) < 9 {
				t.Errorf("address %q", address)
			}
		}
	})
}
