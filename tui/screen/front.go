package screen

import (
	"context"
	"errors"
	"os"
	"sync"

	tea "charm.land/bubbletea/v2"

	"teamwright/steps"
	"teamwright/steps/fleet"
	"teamwright/steps/wire"
)

// Config is what the screen takes from outside.
type Config struct {
	In    *os.File
	Out   *os.File
	Clock wire.Clock
	// Rehearsal shows from the first frame that nothing is real.
	Rehearsal bool
	// Interrupt ends the job: the person wants to leave, or the terminal is
	// gone, in which case it is called with true.
	Interrupt func(hangup bool)
	// Save writes a file that the person asked for under a name of this kind,
	// and gives the name that it got.
	Save func(name string, data []byte) (string, error)
	// Environ is the environment of the terminal, as KEY=value.
	Environ []string
}

// Front is the full-screen front end. Its screen opens with the first method
// that shows something and closes with [Front.Close]; what is said afterwards
// stands as plain text in the scrollback.
type Front struct {
	conf  Config
	mu    sync.Mutex
	prog  *tea.Program
	model *model
	gone  chan struct{} // closed when the program has ended
	turn  chan struct{} // holds who asks the person something
	ended bool
	err   error
	said  []string
	rows  []steps.Result
	sites *fleet.Report
}

// New makes a front end; nothing is drawn yet.
func New(conf Config) *Front {
	if conf.Interrupt == nil {
		conf.Interrupt = func(bool) {}
	}
	if conf.Save == nil {
		conf.Save = func(string, []byte) (string, error) { return "", errors.New("there is no place to save to") }
	}
	return &Front{conf: conf, gone: make(chan struct{}), turn: make(chan struct{}, 1)}
}

// send hands a change to the program, which it starts when need be.
func (f *Front) send(do change) {
	f.mu.Lock()
	if f.ended {
		f.mu.Unlock()
		return
	}
	if f.prog == nil {
		f.open(do)
		f.mu.Unlock()
		return
	}
	p := f.prog
	f.mu.Unlock()
	p.Send(do)
}

// open starts the program with a first change, so that its first frame has
// something on it already.
func (f *Front) open(do change) {
	f.model = &model{
		clock: f.conf.Clock, rehearsal: f.conf.Rehearsal, save: f.conf.Save,
		interrupt: func() { f.conf.Interrupt(false) },
		titles:    map[steps.ID]string{},
	}
	begin := do(f.model)
	if n := len(f.said); n > 0 {
		// A greeting is of the screen, not of what stands in the scrollback
		// once all is done.
		f.model.note(f.said[n-1])
		f.said = f.said[:n-1]
	}
	options := []tea.ProgramOption{
		tea.WithInput(&watched{File: f.conf.In, gone: func() { f.conf.Interrupt(true) }}), tea.WithOutput(f.conf.Out),
		tea.WithoutSignalHandler(),
		tea.WithFPS(120), // the first frame and every key wait for half as long
	}
	if f.conf.Environ != nil {
		options = append(options, tea.WithEnvironment(f.conf.Environ))
	}
	f.prog = tea.NewProgram(&starting{f.model, begin}, options...)
	go f.run()
}

// run is the program until it ends. One that ends by itself has lost its
// terminal, and the job with it.
func (f *Front) run() {
	_, err := f.prog.Run()
	f.mu.Lock()
	meant := f.ended
	f.ended = true
	f.err = err
	f.mu.Unlock()
	close(f.gone)
	if !meant {
		f.conf.Interrupt(true)
	}
}

// starting is the model with the command of its first change.
type starting struct {
	*model
	begin tea.Cmd
}

func (s *starting) Init() tea.Cmd { return tea.Batch(s.begin, s.wind()) }

func (s *starting) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	_, cmd := s.model.Update(msg)
	return s, cmd
}

// over tells whether the screen is closed.
func (f *Front) over() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.ended
}

// ask shows something and waits for what the person answers, for the end of
// ctx or for the end of the terminal.
func ask[T any](ctx context.Context, f *Front, show func(m *model, reply func(T, error)) tea.Cmd) (T, error) {
	type answer struct {
		v   T
		err error
	}
	got := make(chan answer, 1)
	f.send(func(m *model) tea.Cmd {
		return show(m, func(v T, err error) {
			select {
			case got <- answer{v, err}:
			default: // answered already
			}
		})
	})
	var none T
	select {
	case a := <-got:
		return a.v, a.err
	case <-ctx.Done():
		return none, context.Cause(ctx)
	case <-f.gone:
		return none, errGone
	}
}

// inTurn asks one question at a time: steps that run side by side may have one
// each, and a second one would take the place of the first.
func inTurn[T any](ctx context.Context, f *Front, question func() (T, error)) (T, error) {
	var none T
	select {
	case f.turn <- struct{}{}:
		defer func() { <-f.turn }()
		return question()
	case <-ctx.Done():
		return none, context.Cause(ctx)
	case <-f.gone:
		return none, errGone
	}
}

// Say tells one sentence: above the keys for a while, and in the scrollback
// afterwards.
func (f *Front) Say(text string) {
	f.mu.Lock()
	f.said = append(f.said, text)
	open := f.prog != nil && !f.ended
	over := f.ended
	f.mu.Unlock()
	switch {
	case open:
		f.send(func(m *model) tea.Cmd {
			m.note(text)
			m.lately = append(m.lately, m.notice)
			return nil
		})
	case over:
		f.flush()
	}
}

// Checklist keeps the rows for the summary in the scrollback.
func (f *Front) Checklist(rows []steps.Result) {
	f.mu.Lock()
	f.rows = rows
	f.mu.Unlock()
	_ = f.Close()
}

// Close closes the screen, puts the terminal back as it was, and leaves the
// summary as plain text.
func (f *Front) Close() error {
	f.mu.Lock()
	p := f.prog
	was := f.ended
	f.ended = true
	if p == nil && !was {
		close(f.gone)
	}
	f.mu.Unlock()
	if p != nil {
		if !was {
			p.Quit()
		}
		<-f.gone
	}
	f.flush()
	f.mu.Lock()
	defer f.mu.Unlock()
	if errors.Is(f.err, tea.ErrProgramPanic) {
		return f.err
	}
	return nil
}

// flush writes what has to stand in the scrollback.
func (f *Front) flush() {
	f.mu.Lock()
	rows, sites, said := f.rows, f.sites, f.said
	f.rows, f.sites, f.said = nil, nil, nil
	f.mu.Unlock()
	paper := f.paper()
	for _, s := range said {
		paper.Say(s)
	}
	if rows != nil {
		writeSummary(paper, rows, f.conf.Rehearsal)
	}
	if sites != nil {
		writeSites(f.conf.Out, *sites)
	}
}

// watched is the terminal's input. Its end is the end of the terminal: where
// the hang-up is ignored, as under nohup, nothing else tells.
type watched struct {
	*os.File
	gone func()
	once sync.Once
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.File.Read(p)
	if err != nil && !errors.Is(err, os.ErrDeadlineExceeded) && !errors.Is(err, os.ErrClosed) {
		w.once.Do(w.gone)
	}
	return n, err
}
