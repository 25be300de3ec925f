package bot

import (
	"context"
	"fmt"
	"strings"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// provider is the subscription, with the bot service registered in it.
type provider struct {
	part
	wrote bool
}

func (s *provider) About() steps.About {
	return steps.About{Source: steps.FromARM, ID: idProvider, Title: "Azure subscription"}
}

// namespace is the resource provider behind bots.
const namespace = "Microsoft.BotService"

func (s *provider) Plan() steps.Change {
	st := s.azure.state()
	switch {
	case st.byHand != "":
		return steps.Change{Action: steps.Skip, Summary: st.byHand}
	case len(st.candidates) > 0:
		return ambiguous(st.candidates)
	case registered(st.provider):
		return steps.Change{Action: steps.None, Summary: namespace + " is registered in " + name(st.sub)}
	case st.provider == "":
		return steps.Change{Action: steps.None, Summary: "whether " + namespace + " is registered in " + name(st.sub) + " cannot be seen with your roles"}
	case st.barred:
		return steps.Change{
			Action:  steps.Blocked,
			Summary: fmt.Sprintf("%s is not registered in %s, and your roles do not allow registering it", namespace, name(st.sub)),
			Cure:    "registering takes the role Contributor or Owner on the whole subscription: ask for it, or have somebody who has it run: az provider register --namespace " + namespace + " --subscription " + st.sub.ID,
		}
	}
	return steps.Change{
		Action:  steps.Update,
		Summary: fmt.Sprintf("register %s in %s; it costs nothing", namespace, name(st.sub)),
		Fields:  []steps.Field{{Path: "registrationState", From: st.provider, To: tenant.ProviderRegistered}},
		Key:     strings.ToLower(st.sub.ID),
	}
}

func (s *provider) Apply(ctx context.Context, _ steps.Change) error {
	if err := s.parts.Azure.RegisterBotProvider(ctx, s.azure.state().sub.ID); err != nil {
		return err
	}
	s.wrote = true
	s.azure.wrote(func(st *seen) { st.provider = tenant.ProviderRegistered })
	return nil
}

func (s *provider) Check(context.Context) []steps.Result {
	r, st := row(s.About()), s.azure.state()
	switch {
	case registered(st.provider):
		// A registration that was made just now was awaited.
		r.Status, r.Detail = steps.Pass, namespace+" is registered in "+name(st.sub)
	case st.provider == "":
		r.Status, r.Detail = steps.Unseen, "whether "+namespace+" is registered in "+name(st.sub)+" cannot be seen with your roles"
		r.Fix = "nothing to do while the rows of the bot pass; seeing it takes the role Reader on the subscription"
	default:
		r.Status, r.Detail = steps.Fail, fmt.Sprintf("%s is %q in %s", namespace, st.provider, name(st.sub))
		r.Fix = "run setup: it registers it"
	}
	return []steps.Result{r}
}

// name is a subscription in words.
func name(sub tenant.Subscription) string {
	if sub.Name == "" {
		return "the subscription " + sub.ID
	}
	return fmt.Sprintf("the subscription %q (%s)", sub.Name, sub.ID)
}

// ambiguous is the plan when several subscriptions could hold the bot.
func ambiguous(list []tenant.Subscription) steps.Change {
	var names []string
	for _, sub := range list {
		names = append(names, fmt.Sprintf("%q (%s)", sub.Name, sub.ID))
	}
	return steps.Change{
		Action:  steps.Blocked,
		Summary: fmt.Sprintf("you see %d Azure subscriptions: %s", len(list), strings.Join(names, ", ")),
		Cure:    "put the id of the one that shall hold the bot under bot.subscription in the answers file",
	}
}
