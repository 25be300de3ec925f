package signin

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

// person signs a person in with a code or a browser, and without either where
// an earlier sign-in is remembered and still good.
func (v *visit) person(ctx context.Context) (*Session, error) {
	v.memory = v.recall()
	if v.memory.known() {
		cred, err := v.credential(nil)
		if err != nil {
			return nil, err
		}
		s, err := v.session(ctx, cred, v.memory.record)
		var no *Refused
		if err == nil || !errors.As(err, &no) {
			return s, err
		}
	}
	if v.o.Silent {
		return nil, &Incomplete{"no sign-in is remembered that is still good", "sign in again"}
	}
	cred, record, err := v.letIn(ctx, v.request())
	if err != nil {
		return nil, err
	}
	s, err := v.session(ctx, cred, record)
	if err != nil {
		return nil, err
	}
	v.memory.keep(record)
	s.Notes = append(s.Notes, v.memory.notes...)
	return s, nil
}

// letIn has a person sign in, for what ask says.
func (v *visit) letIn(ctx context.Context, ask policy.TokenRequestOptions) (*azidentity.DeviceCodeCredential, azidentity.AuthenticationRecord, error) {
	if v.o.Door == Browser {
		return v.byBrowser(ctx, ask)
	}
	return v.byCode(ctx, ask)
}

// credential holds a person's tokens, whatever door they came through, and
// renews them silently. It never asks by itself: that would stop a step in its
// middle.
func (v *visit) credential(prompt func(context.Context, azidentity.DeviceCodeMessage) error) (*azidentity.DeviceCodeCredential, error) {
	if prompt == nil {
		prompt = func(context.Context, azidentity.DeviceCodeMessage) error { return nil }
	}
	cred, err := azidentity.NewDeviceCodeCredential(&azidentity.DeviceCodeCredentialOptions{
		ClientOptions: v.azure(), TenantID: v.o.Tenant, ClientID: v.client.ID,
		DisableAutomaticAuthentication: true, DisableInstanceDiscovery: !v.o.Cloud.InstanceDiscovery,
		Cache: v.memory.cache, AuthenticationRecord: v.memory.record, UserPrompt: prompt,
	})
	if err != nil {
		return nil, fmt.Errorf("sign-in: %w", err)
	}
	return cred, nil
}

// samePerson refuses a second sign-in by somebody else: the plan was made and
// confirmed for the first.
func samePerson(a Account, c claims) error {
	if a.ObjectID == "" || c.Object == "" || strings.EqualFold(a.ObjectID, c.Object) && strings.EqualFold(a.TenantID, c.Tenant) {
		return nil
	}
	return &Refused{
		Meaning: "another account signed in than before",
		Cure:    "sign in as " + a.Username + ", or end the program and begin anew with the other account",
	}
}
