package signin

import (
	"context"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// Challenged tells whether a token was refused since the last sign-in that
// comes only with a new one: the sign-in was revoked or has ended, or a policy
// asks for more (a claims challenge). The plan stays good; [Session.Again]
// goes on from there.
func (s *Session) Challenged() bool {
	_, yes := s.keeper.challenge()
	return yes
}

// Again has the same person sign in once more through the same door, for what
// was refused, claims included. The prompts are those of [Open]. On success the
// Credential of the session goes on with the new tokens, and every client that
// was made with it. Another person is a [*Refused], after which the session is
// as it was.
//
// The Azure CLI and the doors of programs have nobody to ask here: they only
// try again, after the admin has done what the refusal said.
func (s *Session) Again(ctx context.Context) error {
	k := s.keeper
	ask, challenged := k.challenge()
	if !challenged {
		ask = k.v.request()
	}
	if k.v.o.Door != Device && k.v.o.Door != Browser {
		k.settle(nil)
		_, err := k.GetToken(ctx, ask)
		return err
	}
	cred, record, err := k.v.letIn(ctx, ask)
	if err != nil {
		return err
	}
	token, err := cred.GetToken(ctx, policy.TokenRequestOptions{Scopes: ask.Scopes, EnableCAE: ask.EnableCAE})
	if err != nil {
		return k.v.explain(err)
	}
	if err := samePerson(s.Account, readClaims(token.Token)); err != nil {
		return err
	}
	k.v.memory.keep(record)
	k.settle(cred)
	return nil
}

// challenge is what was refused and needs a person.
func (k *keeper) challenge() (policy.TokenRequestOptions, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.refused, len(k.refused.Scopes) > 0
}

// settle forgets a challenge and what was kept of the sign-in before; a
// credential takes the place of the old one.
func (k *keeper) settle(cred azcore.TokenCredential) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.refused, k.kept = policy.TokenRequestOptions{}, nil
	if cred != nil {
		k.inner = cred
	}
}
