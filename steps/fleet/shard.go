package fleet

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
)

// Shard is the part of a fleet that one machine looks at: the K-th of N, from
// 1. The zero value is all of it.
type Shard struct{ K, N int }

// maxShards is more than anybody has machines for.
const maxShards = 10_000

// ParseShard reads "3/10"; "" is the whole fleet.
func ParseShard(s string) (Shard, error) {
	if s == "" {
		return Shard{}, nil
	}
	k, n, _ := strings.Cut(s, "/")
	K, errK := strconv.Atoi(k)
	N, errN := strconv.Atoi(n)
	if errK != nil || errN != nil || K < 1 || N < 1 || K > N || N > maxShards {
		return Shard{}, fmt.Errorf("%q is no part such as 3/10, the third of ten", s)
	}
	return Shard{K, N}, nil
}

func (s Shard) String() string {
	if s.N == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", s.K, s.N)
}

// Of keeps the sites of the shard. A site belongs where its address leads, so
// that files can be added and renamed; a file without one, where its name does.
func (s Shard) Of(sites []Site) []Site {
	if s.N < 2 {
		return sites
	}
	return slices.DeleteFunc(slices.Clone(sites), func(site Site) bool {
		key := site.Answers.Site
		if key == "" {
			key = site.Name
		}
		h := fnv.New64a()
		_, _ = h.Write([]byte(strings.ToLower(key)))
		return int(h.Sum64()%uint64(s.N)) != s.K-1
	})
}
