package signin

import (
	"context"
	"fmt"
	"os"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"teamwright/steps/secret"
	"teamwright/steps/tenant"
	"teamwright/steps/wholefile"
)

// maxKeyFile bounds a certificate file, in bytes.
const maxKeyFile = 1 << 20

// fromEnvironment fills the ids of an app-only door from the variables that
// Microsoft's tools use for them.
func fromEnvironment(o Options) Options {
	if c, err := FindClient(o.ClientID); err == nil && c.preset() {
		if id := o.Env("AZURE_CLIENT_ID"); id != "" {
			o.ClientID = id
		}
	}
	if o.Tenant == "" {
		o.Tenant = o.Env("AZURE_TENANT_ID")
	}
	return o
}

// Missing is what an app-only sign-in lacks before a secret or a network is
// needed, all of it; nothing for a person's.
func Missing(o Options) []*Incomplete {
	var out []*Incomplete
	if !o.Door.AppOnly() {
		return nil
	}
	if client, err := FindClient(fromEnvironment(o).ClientID); err == nil && client.preset() {
		out = append(out, &Incomplete{"an app-only sign-in needs an application of your own", "name its client id with client_id in the answers, --client-id or AZURE_CLIENT_ID"})
	}
	if o.Door == Workload && o.Env("AZURE_FEDERATED_TOKEN_FILE") == "" {
		out = append(out, &Incomplete{"a workload sign-in needs a federated token", "name its file in AZURE_FEDERATED_TOKEN_FILE"})
	}
	if o.Door == Certificate && o.Env("AZURE_CLIENT_CERTIFICATE_PATH") == "" {
		out = append(out, &Incomplete{"a certificate sign-in needs a certificate", "name its PEM or PFX file in AZURE_CLIENT_CERTIFICATE_PATH"})
	}
	return out
}

// program signs a program in.
func (v *visit) program(ctx context.Context) (*Session, error) {
	if lacking := Missing(v.o); len(lacking) > 0 {
		return nil, lacking[0]
	}
	if v.o.Tenant == "" {
		return nil, &Incomplete{"an app-only sign-in needs the tenant", "name it in the answers file (tenant) or in AZURE_TENANT_ID"}
	}
	cred, err := v.programCredential(ctx)
	if err != nil {
		return nil, err
	}
	return v.session(ctx, cred, azidentity.AuthenticationRecord{})
}

func (v *visit) programCredential(ctx context.Context) (azcore.TokenCredential, error) {
	plain := !v.o.Cloud.InstanceDiscovery
	switch v.o.Door {
	case Secret:
		s, err := v.ask(ctx, SecretClient)
		if err != nil {
			return nil, err
		}
		return azidentity.NewClientSecretCredential(v.o.Tenant, v.client.ID, s.Reveal(),
			&azidentity.ClientSecretCredentialOptions{ClientOptions: v.azure(), DisableInstanceDiscovery: plain})
	case Certificate:
		return v.certificate(ctx)
	}
	file := v.o.Env("AZURE_FEDERATED_TOKEN_FILE")
	if _, err := os.Stat(file); err != nil {
		return nil, &Incomplete{"the federated token cannot be read (" + err.Error() + ")", "check AZURE_FEDERATED_TOKEN_FILE"}
	}
	return azidentity.NewWorkloadIdentityCredential(&azidentity.WorkloadIdentityCredentialOptions{
		ClientOptions: v.azure(), DisableInstanceDiscovery: plain, TenantID: v.o.Tenant, ClientID: v.client.ID, TokenFilePath: file})
}

// certificate reads a PEM or PKCS#12 file with the certificate and its key.
// Its path stands in the environment; its password, if it has one, is asked
// for.
func (v *visit) certificate(ctx context.Context) (azcore.TokenCredential, error) {
	name := v.o.Env("AZURE_CLIENT_CERTIFICATE_PATH")
	data, err := wholefile.Read(name, maxKeyFile)
	if err != nil {
		return nil, &Incomplete{"the certificate cannot be read (" + err.Error() + ")", "check AZURE_CLIENT_CERTIFICATE_PATH"}
	}
	certs, key, err := azidentity.ParseCertificates(data, nil)
	if err != nil && v.o.Secret != nil {
		var s secret.Text
		if s, err = v.ask(ctx, SecretCertificate); err != nil {
			return nil, err
		}
		certs, key, err = azidentity.ParseCertificates(data, []byte(s.Reveal()))
	}
	if err != nil {
		return nil, &Incomplete{"the certificate file holds no usable certificate and key (" + tenant.Plain(err.Error(), 200) + ")",
			"give a PEM file with both, or a PFX file and its password"}
	}
	return azidentity.NewClientCertificateCredential(v.o.Tenant, v.client.ID, certs, key,
		&azidentity.ClientCertificateCredentialOptions{ClientOptions: v.azure(), DisableInstanceDiscovery: !v.o.Cloud.InstanceDiscovery})
}

func (v *visit) ask(ctx context.Context, name string) (secret.Text, error) {
	if v.o.Secret == nil {
		return secret.Text{}, &Incomplete{"a secret is needed: " + name, "give it with --secrets-from"}
	}
	s, err := v.o.Secret(ctx, name)
	if err != nil {
		return secret.Text{}, fmt.Errorf("read %s: %w", name, err)
	}
	if s.Empty() {
		return secret.Text{}, &Incomplete{"a secret is needed: " + name, "give it with --secrets-from"}
	}
	return s, nil
}
