package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"teamwright/steps/sandbox/place"
)

// maxMemory bounds the memory file that is read.
const maxMemory = 64 << 20

// memory is the file that remembers: versions rather than objects, so that a
// restart does not shorten the replication delay.
type memory struct {
	Schema  int             `json:"schema"`
	Tenants []rememberedDir `json:"tenants"`
}

type rememberedDir struct {
	ID      string                  `json:"id"`
	Sets    map[Set][]rememberedRow `json:"sets"`
	Secrets map[string]digest       `json:"secrets,omitempty"`
}

type rememberedRow struct {
	ID       string    `json:"id"`
	Versions []version `json:"versions"`
}

const memorySchema = 1

// remember writes the state to the memory file by rename.
func (s *Store) remember() error {
	if s.opt.Memory == "" {
		return nil
	}
	m := memory{Schema: memorySchema, Tenants: append([]rememberedDir(nil), s.strange...)}
	for _, d := range s.tenants {
		r := rememberedDir{ID: d.tenant.ID, Sets: map[Set][]rememberedRow{}, Secrets: d.secrets}
		for name, set := range d.sets {
			for _, id := range set.ids() {
				r.Sets[name] = append(r.Sets[name], rememberedRow{ID: id, Versions: set.rows[id].versions})
			}
		}
		m.Tenants = append(m.Tenants, r)
	}
	data, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return fmt.Errorf("memory of the rehearsal cloud: %w", err)
	}
	if err := place.Write(s.opt.Memory, append(data, '\n')); err != nil {
		return fmt.Errorf("memory of the rehearsal cloud: %w", err)
	}
	return nil
}

// recall reads the memory file, if there is one.
func (s *Store) recall() error {
	file, err := os.Open(s.opt.Memory)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("memory of the rehearsal cloud: %w", err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxMemory+1))
	if err != nil {
		return fmt.Errorf("memory of the rehearsal cloud: %w", err)
	}
	var m memory
	if len(data) > maxMemory {
		err = errors.New("is too large")
	} else if err = json.Unmarshal(data, &m); err == nil && m.Schema != memorySchema {
		err = fmt.Errorf("has schema %d, this program knows %d", m.Schema, memorySchema)
	}
	if err != nil {
		return fmt.Errorf("memory of the rehearsal cloud, %s: %w; remove the file to start the rehearsal afresh", s.opt.Memory, err)
	}
	for _, r := range m.Tenants {
		d, err := s.find(r.ID)
		if err != nil {
			s.strange = append(s.strange, r)
			continue
		}
		s.restore(d, r)
	}
	return nil
}

func (s *Store) restore(d *directory, r rememberedDir) {
	d.sets = map[Set]*set{}
	d.secrets = map[string]digest{}
	for name, rows := range r.Sets {
		set := d.set(name)
		for _, row := range rows {
			if len(row.Versions) == 0 {
				continue
			}
			set.put(row.ID, row.Versions[0].Object, row.Versions[0].At, 0)
			if kept := set.rows[row.ID]; kept != nil {
				kept.versions = row.Versions
			}
		}
	}
	for id, sum := range r.Secrets {
		d.secrets[id] = sum
	}
}

// Count returns how many objects of a set the newest state of all tenants
// holds.
func (s *Store) Count(set Set) int {
	n := 0
	s.Each(set, func(Tenant, Object) { n++ })
	return n
}

// Each calls look with the newest state of every object of a set, tenant by
// tenant in order of creation.
func (s *Store) Each(set Set, look func(Tenant, Object)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range s.tenants {
		for _, o := range s.view(d, newest).All(set) {
			look(d.tenant, o)
		}
	}
}
