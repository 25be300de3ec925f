package arm

import (
	"encoding/base64"
	"net/http"
	"strings"
	"time"

	"teamwright/steps/sandbox/store"
)

// pending is the answer to a request whose work goes on in the background: the
// Location tells where to ask. Source: Azure, track asynchronous operations.
func (s *Service) pending(a *ask, group string) *reply {
	name := base64.RawURLEncoding.EncodeToString([]byte("DELETE:" + strings.ToUpper(group)))
	return &reply{status: http.StatusAccepted, header: map[string]string{
		"Location":    "https://" + a.r.Host + "/subscriptions/" + a.sub.ID + "/operationresults/" + name + "?api-version=" + a.r.URL.Query().Get("api-version"),
		"Retry-After": s.wait(),
	}}
}

// operationResult answers whoever asks how the deletion of a group goes.
func (s *Service) operationResult(a *ask) (*reply, *refusal) {
	text, err := base64.RawURLEncoding.DecodeString(a.names[0])
	group, ok := strings.CutPrefix(string(text), "DELETE:")
	if err != nil || !ok {
		return nil, absent("OperationNotFound", "The operation '%s' could not be found.", clip(a.names[0]))
	}
	var going bool
	if why := s.view(a, func(v *store.View) {
		g, there := v.Newest().Get(store.ResourceGroups, store.GroupKey(a.sub.ID, group))
		going = there && str(g, "deleting") != ""
	}); why != nil {
		return nil, why
	}
	if going {
		return s.pending(a, group), nil
	}
	return &reply{status: http.StatusOK}, nil
}

// settle ends what was begun in the background long enough ago: groups that are
// being deleted go, with their bots and channels.
func (s *Service) settle(a *ask) *refusal {
	due := func(v *store.View) []store.Object {
		var rows []store.Object
		for _, g := range v.All(store.ResourceGroups) {
			since, err := time.Parse(time.RFC3339Nano, str(g, "deleting"))
			if err == nil && s.opt.Now().Sub(since) >= s.opt.Settle {
				rows = append(rows, g)
			}
		}
		return rows
	}
	any := false
	if why := s.view(a, func(v *store.View) { any = len(due(v.Newest())) > 0 }); why != nil || !any {
		return why
	}
	return s.change(a, func(tx *store.Tx) *refusal {
		for _, g := range due(tx.Newest) {
			sub, name := str(g, "subscription"), str(g, "name")
			for _, kind := range []store.Set{store.Channels, store.Bots} {
				for _, o := range tx.Newest.All(kind) {
					if strings.EqualFold(str(o, "subscription"), sub) && strings.EqualFold(str(o, "group"), name) {
						tx.Delete(kind, resourceKey(o))
					}
				}
			}
			tx.Delete(store.ResourceGroups, store.GroupKey(sub, name))
		}
		return nil
	})
}

// resourceKey is the identifier of a bot or a channel in its set.
func resourceKey(o store.Object) string {
	if bot := str(o, "bot"); bot != "" {
		return store.BotKey(str(o, "subscription"), str(o, "group"), bot, str(o, "name"))
	}
	return store.BotKey(str(o, "subscription"), str(o, "group"), str(o, "name"))
}
