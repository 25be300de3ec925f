package tui

// Left is the error of a person who has left before the end.
type Left struct {
	Kept string // the file that keeps what was answered; may be empty
}

func (l *Left) Error() string {
	if l.Kept == "" {
		return "left before the end: nothing was changed"
	}
	return "left before the end: the answers are kept in " + l.Kept + "; run the same command to go on"
}
