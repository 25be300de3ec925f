package answers

import (
	"fmt"
	"time"
)

// treeOf gives a typed value as a tree for the writer.
func treeOf(value any) tree {
	switch v := value.(type) {
	case string:
		return tree{kind: scalar, text: v}
	case bool:
		return tree{kind: scalar, text: fmt.Sprint(v), bare: true}
	case int:
		return tree{kind: scalar, text: fmt.Sprint(v), bare: true}
	case []string:
		t := tree{kind: list}
		for _, s := range v {
			t.items = append(t.items, treeOf(s))
		}
		return t
	case map[string]string:
		t := tree{kind: mapping, open: true}
		for _, name := range sortedKeys(v) {
			t.pairs = append(t.pairs, pair{name, treeOf(v[name])})
		}
		return t
	case Tick:
		return tree{kind: mapping, pairs: []pair{{"by", treeOf(v.By)}, {"on", tree{kind: scalar, text: v.On.Format(time.DateOnly), bare: true}}}}
	case map[string]Tick:
		t := tree{kind: mapping, open: true}
		for _, id := range sortedKeys(v) {
			t.pairs = append(t.pairs, pair{id, treeOf(v[id])})
		}
		return t
	case []ConnectClient:
		t := tree{kind: list}
		for _, c := range v {
			t.items = append(t.items, clientTree(c))
		}
		return t
	}
	panic(fmt.Sprintf("answers: no tree for %T", value)) // unreachable: takes has judged it
}

// clientTree leaves out what an item need not say.
func clientTree(c ConnectClient) tree {
	t := tree{kind: mapping}
	for _, ck := range clientKeys() {
		switch p := ck.field(&c).(type) {
		case *string:
			t.pairs = append(t.pairs, pair{ck.name, treeOf(*p)})
		case *bool:
			t.pairs = append(t.pairs, pair{ck.name, treeOf(*p)})
		case *[]string:
			t.pairs = append(t.pairs, pair{ck.name, treeOf(*p)})
		}
	}
	return t
}
