package manifest

// UTF16Len counts s as Teams does for its limits: in UTF-16 units, so that a
// character outside the basic plane (most emoji) counts as two. A byte that is
// no UTF-8 counts as one.
func UTF16Len(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}
