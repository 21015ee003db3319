package jobs

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"sync"
	"time"

	"zkweb/zkconn/znode"
)

// Why the work of a job was ended from outside.
var (
	errCancelled = errors.New("the job was cancelled")
	errEnding    = errors.New("the console is ending")
)

// Job is one piece of long work. It is safe for concurrent use.
type Job struct {
	lines  report
	begun  *begun
	key    Sealer  // seals its secret; nil if that is in memory
	secret *Secret // in memory, while the job is not over; else nil

	mu      sync.Mutex
	status  Status
	since   time.Time               // when it began to run; zero while it does not run
	cancel  context.CancelCauseFunc // nil while nothing works on it
	changed chan struct{}           // closed and replaced at every change
	asked   bool                    // a person has paused it
	saved   time.Time
	unkept  bool           // the status could not be saved, and will be retried
	stayed  map[place]bool // places that stay unchanged and are in the report, so that they are reported once, however often the work begins anew
}

func newJob(status Status, dir string) *Job {
	return &Job{lines: report{dir: dir}, begun: newBegun(dir), status: status, changed: make(chan struct{}), stayed: map[place]bool{}}
}

// Status returns the job's status.
func (j *Job) Status() Status {
	status, _ := j.Watch()
	return status
}

// Watch returns the job's status, and a channel that is closed when it changes.
func (j *Job) Watch() (Status, <-chan struct{}) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.now(), j.changed
}

// now returns the status, with the running time until now. The mutex must be held.
func (j *Job) now() Status {
	status := j.status
	if !j.since.IsZero() {
		status.Worked += time.Since(j.since)
	}
	return status
}

// Problems returns the first lines of the report about failures.
func (j *Job) Problems() []Line {
	var all []Line
	for line := range j.lines.read("problems.jsonl") {
		all = append(all, line)
	}
	return all
}

// Lines yields the lines of the report so far.
func (j *Job) Lines(yield func(Line) bool) {
	for line := range j.lines.read("report.jsonl") {
		if !yield(line) {
			return
		}
	}
}

// Pause stops a running job before its next batch.
func (j *Job) Pause() error {
	return j.update(func() error {
		if j.status.State.Over() {
			return errOver
		}
		j.asked = true
		j.rest(Paused, nil)
		return nil
	})
}

// Cancel ends a job before its next batch, for good.
func (j *Job) Cancel() error {
	return j.update(func() error {
		if j.status.State.Over() {
			return errOver
		}
		j.over(Cancelled, nil)
		if j.cancel != nil {
			j.cancel(errCancelled)
		} else {
			j.forget()
		}
		return nil
	})
}

// unpause lets a job continue, and reports whether something works on it.
func (j *Job) unpause() (works bool, err error) {
	err = j.update(func() error {
		if j.status.State.Over() {
			return errOver
		}
		works, j.asked = j.cancel != nil, false
		if works {
			j.work()
		}
		return nil
	})
	return works, err
}

var errOver = &znode.Error{Kind: znode.Conflict, Code: znode.CodeJobOver}

// update changes the status, notifies those who watch, and saves it. It only fails if change does.
func (j *Job) update(change func() error) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := change(); err != nil {
		return err
	}
	j.tell()
	j.keep()
	return nil
}

// keep saves the status and, if that fails, for example on a full disk, retries until it succeeds.
// The mutex must be held.
func (j *Job) keep() {
	if j.unkept {
		return
	}
	if err := j.save(); err == nil || errors.Is(err, fs.ErrNotExist) { // or the job was removed
		return
	}
	j.unkept = true
	time.AfterFunc(waitTime, func() {
		j.mu.Lock()
		defer j.mu.Unlock()
		j.unkept = false
		j.keep()
	})
}

// tell notifies those who watch. The mutex must be held, as for all below.
func (j *Job) tell() {
	close(j.changed)
	j.changed = make(chan struct{})
}

func (j *Job) work() {
	if j.since.IsZero() {
		j.since = time.Now()
	}
	j.status.State, j.status.Why = Running, nil
}

func (j *Job) rest(state State, why *Why) {
	if !j.since.IsZero() {
		j.status.Worked += time.Since(j.since)
	}
	j.since = time.Time{}
	j.status.State, j.status.Why = state, why
}

func (j *Job) over(state State, why *Why) {
	j.rest(state, why)
	j.status.More = j.status.More && state != Done
	j.status.Ended = time.Now().UTC()
}

// enter waits while the job is paused.
func (j *Job) enter(ctx context.Context) error {
	for {
		j.mu.Lock()
		asked, changed := j.asked, j.changed
		j.mu.Unlock()
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if !asked {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
		}
	}
}

// isPaused reports whether a person has paused the job.
func (j *Job) isPaused() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.asked
}

// wait records that the job cannot continue because of err or, for nil, that it continues.
func (j *Job) wait(err error) {
	j.mu.Lock()
	waits := j.status.Why != nil
	j.mu.Unlock()
	if err == nil && !waits {
		return
	}
	_ = j.update(func() error { // never fails
		switch {
		case j.asked || j.status.State.Over():
		case err != nil:
			j.rest(Paused, why(err))
		default:
			j.work()
		}
		return nil
	})
}

// saveInterval is the pause between two times that the progress is saved.
const saveInterval = time.Second

// report appends lines to the report, all or none.
func (j *Job) report(lines []Line) error {
	room, err := j.lines.add(lines)
	if err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, line := range lines {
		j.begun.reported(line)
	}
	j.status.Cut = j.status.Cut || !room
	for _, line := range lines {
		j.count(line)
	}
	j.status.Total = max(j.status.Total, j.status.Done)
	j.tell()
	if time.Since(j.saved) >= saveInterval {
		j.keep()
	}
	return nil
}

// count counts a line of the report. The mutex must be held.
func (j *Job) count(line Line) {
	j.status.count(line)
	if line.stays() {
		j.stayed[line.place()] = true
	}
}

// untold returns the lines without those about znodes that are in the report already as unchanged.
func (j *Job) untold(lines []Line) []Line {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.DeleteFunc(lines, func(line Line) bool { return line.stays() && j.stayed[line.place()] })
}

// begin records that something works on the job, until it calls conclude. If that cannot be saved,
// the job stays as before, and nothing may work on it.
func (j *Job) begin(cancel context.CancelCauseFunc) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.cancel != nil || j.status.State.Over() {
		return errOver
	}
	state, why := j.status.State, j.status.Why
	j.cancel = cancel
	j.work()
	err := j.save()
	if err != nil {
		j.cancel = nil
		j.rest(state, why)
		err = unkept(err)
	}
	j.tell()
	return err
}

// conclude records how the work ended.
func (j *Job) conclude(err error) {
	_ = j.update(func() error { // never fails
		j.cancel = nil
		switch {
		case j.status.State.Over(): // cancelled
		case errors.Is(err, errEnding):
			j.rest(Paused, &Why{Code: znode.CodeJobInterrupted})
		case err != nil:
			j.over(Failed, why(err))
		default:
			j.over(Done, nil)
		}
		if j.status.State.Over() {
			j.stayed = nil
			j.forget()
		}
		return nil
	})
}
