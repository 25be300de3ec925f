package arm_test

import (
	"testing"

	"teamwright/steps/tenant"
	"teamwright/steps/tenant/adapter/adaptertest"
	"teamwright/steps/tenant/arm"
)

type answer = adaptertest.Answer

// refuse is a refusal as Azure words it.
func refuse(status int, code, message string) answer {
	return answer{Status: status, Body: `{"error":{"code":"` + code + `","message":"` + message + `"}}`}
}

func yes(body string) answer { return answer{Status: 200, Body: body} }

// rig is a client over a script.
type rig struct {
	*arm.Client
	*adaptertest.Stage
}

func newRig(t *testing.T, script ...answer) *rig {
	t.Helper()
	s := adaptertest.New(t, "X-Ms-Correlation-Request-Id", script...)
	c, err := arm.New(s.Options)
	if err != nil {
		t.Fatal(err)
	}
	return &rig{c, s}
}

const (
	sub    = "0f9ccf0b-4e19-4c44-9a53-1d0b1a2e6f77"
	group  = "rg-learn"
	handle = "example-learn"
	appID  = "bbbbbbbb-0000-0000-0000-000000000001"
	home   = "aaaaaaaa-0000-0000-0000-00000000000a"

	botPath = "/subscriptions/" + sub + "/resourceGroups/" + group + "/providers/Microsoft.BotService/botServices/" + handle
)

// botBody is Azure's answer about a bot in a state.
func botBody(state string) string {
	return `{"id":"` + botPath + `","name":"` + handle + `","location":"global","kind":"azurebot","sku":{"name":"F0"},"tags":{"k":"v"},` +
		`"properties":{"displayName":"Learn","endpoint":"https://learn.example.org/bot","iconUrl":"https://learn.example.org/i.png","msaAppId":"` + appID +
		`","msaAppType":"SingleTenant","msaAppTenantId":"` + home + `","enabledChannels":["webchat","msteams"],"provisioningState":"` + state + `"}}`
}

const channelBody = `{"name":"` + handle + `/MsTeamsChannel","location":"global","properties":{"channelName":"MsTeamsChannel","location":"global",` +
	`"properties":{"isEnabled":true,"acceptedTerms":true,"deploymentEnvironment":"CommercialDeployment","enableCalling":true,"callingWebhook":"https://learn.example.org/call"}}}`

// wanted is the bot of botBody as the steps ask for it.
func wanted() tenant.Bot {
	return tenant.Bot{
		Group: group, Handle: handle, DisplayName: "Learn", Endpoint: "https://learn.example.org/bot", IconURL: "https://learn.example.org/i.png",
		AppID: appID, AppType: tenant.BotSingleTenant, AppTenantID: home, SKU: "F0", Tags: map[string]string{"k": "v"},
	}
}
