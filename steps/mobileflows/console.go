package mobileflows

import (
	"context"

	"teamwright/steps"
	"teamwright/steps/answers"
)

// console is what only a person can see in Omnissa's consoles.
type console struct{ idle }

func (*console) About() steps.About {
	return steps.About{ID: group + ".console", Title: "Consoles of UEM and Hub"}
}

func (*console) Plan() steps.Change {
	return steps.Change{
		Action: steps.Manual, Summary: "look into the consoles of UEM and Hub first; no interface tells what they show",
		Cure: "the checklist says where; stop where a menu is missing: there is nothing to set up then",
	}
}

// Check lists the menus. Sources: UEM 9.6, "Configure VMware Identity Manager";
// Hub Services notification guide, third version.
func (*console) Check(context.Context) []steps.Result {
	const missing = "; if it is missing Mobile Flows is gone from your tenant: stop, and run mobileflows audit"
	return []steps.Result{
		told("uem_menu", "UEM shows Mobile Flows", "in UEM: Content, Mobile Flows", "look for the entry and tick this row"+missing),
		told("hub_switch", "Hub notifies of Mobile Flows", "in Hub Services: Notifications, settings, Mobile Flows", "switch it on and tick this row"+missing),
		told("hub_source", "Hub signs in through Access",
			"in UEM: All Settings, Devices & Users, General, Enrollment, Authentication: Source of Authentication for Intelligent Hub",
			"set it to Workspace ONE Access, at an organisation group of type Customer, and tick this row"),
	}
}

// choice is the set of permissions with its price.
type choice struct {
	idle
	Job
}

func (*choice) About() steps.About {
	return steps.About{ID: group + ".permissions", Title: "Choice of permissions"}
}

func (s *choice) Plan() steps.Change {
	return steps.Change{Action: steps.None, Summary: costs(s.Answers.MobileFlows.Permissions)}
}

func (s *choice) Check(context.Context) []steps.Result {
	r := row("permissions", "Choice of permissions", steps.FromAnswers)
	r.Status, r.Detail = steps.Pass, costs(s.Answers.MobileFlows.Permissions)
	if s.Answers.MobileFlows.Permissions == answers.PermissionsGuide {
		r.Status = steps.ToDo
		r.Fix = "set mobileflows.permissions: least in the answers and try it with mobileflows check --user, or tick this row when the wide set is meant"
	}
	return []steps.Result{r}
}
