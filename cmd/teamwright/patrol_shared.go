package main

import (
	"context"
	"sync"

	"teamwright/steps/answers"
	"teamwright/steps/catalog"
	"teamwright/steps/secret"
)

// handedIn keeps the secrets that came in from outside: a descriptor can be read
// only once, and a person is not asked for each tenant.
type handedIn struct {
	mu   sync.Mutex
	text map[string]secret.Text
}

// once asks for each secret by its name only once.
func (h *handedIn) once(ask func(context.Context, string) (secret.Text, error)) func(context.Context, string) (secret.Text, error) {
	return func(ctx context.Context, name string) (secret.Text, error) {
		h.mu.Lock()
		defer h.mu.Unlock()
		if text, known := h.text[name]; known {
			return text, nil
		}
		text, err := ask(ctx, name)
		if err != nil {
			return secret.Text{}, err
		}
		if h.text == nil {
			h.text = map[string]secret.Text{}
		}
		h.text[name] = text
		return text, nil
	}
}

// icons keeps the pictures that were made: the sites of a fleet often share a
// logo, and making icons takes longer than all else of a check.
type icons struct {
	mu   sync.Mutex
	made map[iconKey]*iconSet
}

// iconKey is what icons are made of.
type iconKey struct{ icon, outline, accent string }

type iconSet struct {
	once   sync.Once
	assets catalog.Assets
	err    error
}

// of are the pictures of a site. Translations belong to one site alone.
func (m *icons) of(file *answers.File) (catalog.Assets, error) {
	app := file.Answers().App
	if len(app.Languages) > 0 {
		return catalog.ReadAssets(file)
	}
	key := iconKey{file.Path(app.Icon), app.IconOutline, app.AccentColor}
	if key.outline != "" {
		key.outline = file.Path(key.outline)
	}
	m.mu.Lock()
	if m.made == nil {
		m.made = map[iconKey]*iconSet{}
	}
	set, known := m.made[key]
	if !known {
		set = &iconSet{}
		m.made[key] = set
	}
	m.mu.Unlock()
	set.once.Do(func() { set.assets, set.err = catalog.ReadAssets(file) })
	return set.assets, set.err
}
