// Package fleet looks at many Totara sites at once: every answers file of a
// folder, grouped by tenant, checked side by side, and reported in the forms
// that people and machines read.
//
// What it promises:
//
//   - [Load] reads a folder. A file that cannot be read is a site too, one that
//     fails; it never stops the rest, and neither does a tenant that refuses the
//     sign-in or a site whose check breaks off.
//   - One sign-in a tenant, whatever the number of its sites ([Run]).
//   - A bound on the requests that are under way, in all and for one tenant
//     ([Gate]), where it belongs: below the retries, so that a request that
//     waits to be repeated holds no place. A tenant that asks for patience is
//     left alone until then; the others go on.
//   - The order of the report is that of the files, whatever came first.
//   - [Shard] divides the sites over machines, by each site's address alone:
//     adding a site moves no other one.
//
// It knows neither clouds nor steps. What a check is, and how one signs in, is
// handed in. It writes nothing anywhere but to the writers it is given:
// [Report.JSON], [Report.CSV], [Report.Metrics], [Report.HTML], [Report.Table].
//
//	sites, err := fleet.Load("sites", fleet.Reading{})
//	report := fleet.Run(ctx, sites, fleet.Job{Open: signIn})
//	os.Exit(report.Code())
package fleet
