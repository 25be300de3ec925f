// Package remove takes back what setup made for a site, and only that.
//
// The order is the reverse of a set-up's, with the secrets first: Totara's
// service is switched off, by machine or by a person, so that nobody is sent to
// Microsoft in vain; the client secrets go; then the entry in the catalogue of
// Teams apps, everyone's consent, the Azure Bot, its resource group; at last the
// applications, which Entra keeps among the deleted ones for 30 days, so that
// setup can take them back.
//
// # What it promises
//
// Ours is what says so: an application by its unique name and the tag of the
// site, a bot and a resource group by their tag, a secret by its name, an entry
// of the catalogue by what the application's tags and the journal tell. What was
// adopted stays, and the plan lists what stays. A resource group goes only when
// it holds nothing any more. A second removal finds nothing to do.
//
// # What it refuses
//
// It purges nothing, and it takes nothing out of Totara: settings, and the
// people linked to the service, stay. An entry of the catalogue that nothing
// says was made from here is a person's to delete, and the row says where.
//
// # Example
//
//	list := remove.Steps(remove.Parts{Answers: a, SSO: sso, Remover: graph, Azure: arm})
//	runner := steps.Runner{Steps: list, Journal: j, Clock: clock}
package remove
