package steps

import (
	"fmt"
	"strings"
)

// order sorts steps so that each comes behind those that need names. It keeps
// the given order where it can. An edge to a step that is not in the list is
// no edge: the caller left that part of the work out.
func order(list []Step, needs func(About) []ID) ([]Step, error) {
	at := map[ID]int{}
	for i, s := range list {
		id := s.About().ID
		if _, twice := at[id]; twice {
			return nil, fmt.Errorf("step %s is listed twice", id)
		}
		at[id] = i
	}
	const (
		unseen = iota
		open
		done
	)
	state := make([]int, len(list))
	var out []Step
	var visit func(i int, path []string) error
	visit = func(i int, path []string) error {
		id := list[i].About().ID
		switch state[i] {
		case done:
			return nil
		case open:
			return fmt.Errorf("steps need each other in a circle: %s", strings.Join(append(path, string(id)), " → "))
		}
		state[i] = open
		for _, need := range needs(list[i].About()) {
			if j, ok := at[need]; ok {
				if err := visit(j, append(path, string(id))); err != nil {
					return err
				}
			}
		}
		state[i] = done
		out = append(out, list[i])
		return nil
	}
	for i := range list {
		if err := visit(i, nil); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func readNeeds(a About) []ID { return a.Reads }

func applyNeeds(a About) []ID { return append(append([]ID(nil), a.Needs...), a.Gates...) }

// checkNeeds tells what a check waits for.
func checkNeeds(a About) []ID { return append(applyNeeds(a), a.Behind...) }
