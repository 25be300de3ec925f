package steps

// latches are channels that close when their step is through.
type latches map[ID]chan struct{}

func latchesOf(list []Step) latches {
	l := latches{}
	for _, s := range list {
		l[s.About().ID] = make(chan struct{})
	}
	return l
}

// await returns when all of these steps are through; one that is not in the
// list is through already.
func (l latches) await(ids []ID) {
	for _, id := range ids {
		if ch, ok := l[id]; ok {
			<-ch
		}
	}
}
