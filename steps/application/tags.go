package application

import (
	"context"
	"slices"
	"strings"

	"teamwright/steps/tenant"
)

// Look reads the application, unless that was done since the last
// [Application.Forget].
func (a *Application) Look(ctx context.Context) error { return a.view.read(ctx) }

// Tags are the application's tags as they were seen, with what was written
// since; none while there is no application.
func (a *Application) Tags() []string { return a.view.state().app.Tags }

// SetTag puts a tag in the place of all that begin with prefix: what any
// machine has to know of the application's past stands there.
func (a *Application) SetTag(ctx context.Context, prefix, tag string) error {
	tags := slices.DeleteFunc(slices.Clone(a.Tags()), func(t string) bool { return strings.HasPrefix(t, prefix) })
	tags = append(tags, tag)
	return a.view.patch(ctx, tenant.ApplicationPatch{Tags: &tags})
}

// DropTag takes away all tags that begin with prefix. Where there is no
// application, or no such tag, it does nothing.
func (a *Application) DropTag(ctx context.Context, prefix string) error {
	tags := slices.DeleteFunc(slices.Clone(a.Tags()), func(t string) bool { return strings.HasPrefix(t, prefix) })
	if len(tags) == len(a.Tags()) || !a.view.state().live {
		return nil
	}
	return a.view.patch(ctx, tenant.ApplicationPatch{Tags: &tags})
}
